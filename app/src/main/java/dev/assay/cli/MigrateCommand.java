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
 * {@code assay migrate}: brings the database of DB_URL up to date, then applies KUBERNETES_CALLERS to the applications. Exit
 * code 0 if it is up to date, 1 if that was refused.
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

    private final CommandContext command;

    @Option(
            names = "--site",
            paramLabel = "DIR",
            description = "Directory of this installation's own data migrations, which run after those of the schema"
                    + " (ASSAY_MIGRATIONS_SITE).")
    private @Nullable String site;

    MigrateCommand(CommandContext command) {
        this.command = command;
    }

    @Override
    public void run() {
        awaitDatabase();
        Map<String, Object> settings = new HashMap<>(CommandContext.SMALL);
        if (site != null) {
            settings.put("assay.migrations.site", site);
        }
        try (ApplicationContext context = command.context(settings)) {
            switch (context.getBean(Migrations.class).migrate()) {
                case Migrated done -> report(done);
                case UpToDate(String version) -> command.say("The database is up to date at " + version + ".");
                case Refused(String reason) -> throw new CommandRefusal(1, reason);
            }
            declare(context.getBean(DeclaredApplications.class));
        }
    }

    /** Waits for the database: a pod that migrates may start before its database. */
    private void awaitDatabase() {
        DatabaseUrl database = command.database();
        Duration longest = longestWait(command.environment().getOrDefault(WAIT, ""));
        try {
            new DatabaseServer(database)
                    .awaitAnswer(
                            longest,
                            why -> command.say("Waiting up to " + longest.toSeconds() + " s (" + WAIT + ") for "
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

    /** Applies KUBERNETES_CALLERS. This happens once in each rollout, like migrations, and the audit log names who did it. */
    private void declare(DeclaredApplications applications) {
        switch (applications.apply()) {
            case Outcome.Unset() -> {}
            case Outcome.Applied(List<String> changed) -> changed.forEach(command::say);
            case Outcome.MadeByHand(List<String> names) ->
                throw new CommandRefusal(
                        1,
                        "KUBERNETES_CALLERS names applications that people made: " + String.join(", ", names)
                                + ". No application was changed. Choose other names, or remove these applications"
                                + " (DELETE /v1/applications/{id}).");
        }
    }

    private void report(Migrated done) {
        for (Applied script : done.applied()) {
            command.say(script.branch().name().toLowerCase(Locale.ROOT) + " " + script.version() + " "
                    + script.description());
        }
        String from = done.fromVersion().isEmpty() ? "an empty database" : done.fromVersion();
        command.say("Migrated from " + from + " to " + done.toVersion() + ".");
    }
}
