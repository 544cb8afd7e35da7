package dev.assay.cli;

import dev.assay.database.DatabaseUrl;
import dev.assay.database.connection.DatabaseServer;
import dev.assay.identity.declared.DeclaredApplications;
import dev.assay.identity.declared.DeclaredApplications.Outcome;
import dev.assay.migration.MigrationOutcome.Applied;
import dev.assay.migration.MigrationOutcome.Migrated;
import dev.assay.migration.MigrationOutcome.Refused;
import dev.assay.migration.MigrationOutcome.UpToDate;
import dev.assay.migration.Migrations;
import io.micronaut.context.ApplicationContext;
import io.micronaut.core.convert.ConversionService;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code assay migrate}: brings the database of DB_URL up to date. Exit code 0 when it is, 1 when that was refused. Then brings the applications of KUBERNETES_CALLERS to what that
 * says.
 */
@Command(
        name = "migrate",
        description =
                "Bring the database (DB_URL) up to date; several at once are safe. Waits until it answers, at most 5 minutes"
                        + " (MIGRATION_WAIT).",
        mixinStandardHelpOptions = true)
final class MigrateCommand implements Runnable {
    private static final String WAIT = "MIGRATION_WAIT";
    private static final Duration USUAL_WAIT = Duration.ofMinutes(5);

    private final CommandContext launch;

    @Option(
            names = "--site",
            paramLabel = "DIR",
            description = "Directory of this installation's own data migrations, run after the schema's"
                    + " (ASSAY_MIGRATIONS_SITE).")
    private @Nullable String site;

    MigrateCommand(CommandContext launch) {
        this.launch = launch;
    }

    @Override
    public void run() {
        awaitDatabase();
        Map<String, Object> settings = new HashMap<>(CommandContext.SMALL);
        if (site != null) {
            settings.put("assay.migrations.site", site);
        }
        try (ApplicationContext context = launch.context(settings)) {
            switch (context.getBean(Migrations.class).migrate()) {
                case Migrated done -> report(done);
                case UpToDate(String version) -> launch.say("The database is up to date at " + version + ".");
                case Refused(String reason) -> throw new CommandRefusal(1, reason);
            }
            declare(context.getBean(DeclaredApplications.class));
        }
    }

    /** A pod that migrates may be there before its database is. */
    private void awaitDatabase() {
        DatabaseUrl database = launch.database();
        Duration longest = longestWait(launch.environment().getOrDefault(WAIT, ""));
        try {
            new DatabaseServer(database)
                    .awaitAnswer(
                            longest,
                            why -> launch.say("Waiting up to " + longest.toSeconds() + " s (" + WAIT + ") for "
                                    + database + ": " + why));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandRefusal(1, "Interrupted while waiting for " + database + "; nothing was done.");
        }
    }

    private static Duration longestWait(String text) {
        if (text.isBlank()) {
            return USUAL_WAIT;
        }
        return ConversionService.SHARED
                .convert(text.strip(), Duration.class)
                .filter(longest -> !longest.isNegative())
                .orElseThrow(() -> new CommandRefusal(
                        CommandRefusal.USAGE,
                        WAIT + " is how long to wait for the database to answer, such as 5m or 0s, not: " + text));
    }

    /** Once in each rollout, as migrations are, and in whose name is in the audit log. */
    private void declare(DeclaredApplications applications) {
        switch (applications.apply()) {
            case Outcome.Unset() -> {}
            case Outcome.Applied(List<String> changed) -> changed.forEach(launch::say);
            case Outcome.MadeByHand(List<String> names) ->
                throw new CommandRefusal(
                        1,
                        "KUBERNETES_CALLERS names applications that people made: " + String.join(", ", names)
                                + ". They were left alone, and so was every other. Choose other names, or remove them"
                                + " (DELETE /v1/applications/{id}).");
        }
    }

    private void report(Migrated done) {
        for (Applied script : done.applied()) {
            launch.say(script.branch().name().toLowerCase(Locale.ROOT) + " " + script.version() + " "
                    + script.description());
        }
        String from = done.fromVersion().isEmpty() ? "an empty database" : done.fromVersion();
        launch.say("Migrated from " + from + " to " + done.toVersion() + ".");
    }
}
