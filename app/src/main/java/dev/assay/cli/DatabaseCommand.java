package dev.assay.cli;

import dev.assay.database.DatabaseUrl;
import dev.assay.database.connection.DatabaseServer;
import dev.assay.migration.Migrations;
import dev.assay.migration.Migrations.Script;
import io.micronaut.context.ApplicationContext;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code assay db create|drop|migrate|history|expected}: manages the database of DB_URL. */
@Command(
        name = "db",
        description = "Create, drop or migrate the database (DB_URL); show its history.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class DatabaseCommand {
    private final CommandContext command;

    DatabaseCommand(CommandContext command) {
        this.command = command;
    }

    @Command(description = "Create an empty database; does nothing if it exists.", mixinStandardHelpOptions = true)
    void create() {
        DatabaseUrl database = command.database();
        boolean created = new DatabaseServer(database).create();
        command.say((created ? "Created " : "Exists already: ") + database);
    }

    /** The first word of the line is the version (DEP-12). */
    @Command(
            description = "Print the version of the schema that this build expects; needs no database.",
            mixinStandardHelpOptions = true)
    void expected() {
        command.say(Migrations.expected());
    }

    @Command(description = "Remove the database with everything in it.", mixinStandardHelpOptions = true)
    void drop(
            @Option(
                            names = "--yes",
                            description = "Confirm that everything in it is removed; its users are disconnected.")
                    boolean yes) {
        DatabaseUrl database = command.database();
        if (!yes) {
            throw new CommandRefusal(
                    CommandRefusal.USAGE, "This removes " + database + " with everything in it. To do so, add --yes.");
        }
        boolean dropped = new DatabaseServer(database).drop();
        command.say((dropped ? "Removed " : "There is no ") + database);
    }

    @Command(
            description = "Show the migrations that ran on the database, and those that are pending.",
            mixinStandardHelpOptions = true)
    void history() {
        try (ApplicationContext context = command.context(CommandContext.SMALL)) {
            for (Script script : context.getBean(Migrations.class).history()) {
                String ran = script.ran() == null
                        ? "-"
                        : script.ran().truncatedTo(ChronoUnit.SECONDS).toString();
                command.say(String.format(
                        Locale.ROOT,
                        "%-6s %s  %-20s  %-8s  %s",
                        script.branch().name().toLowerCase(Locale.ROOT),
                        script.version(),
                        ran,
                        script.state(),
                        script.description()));
            }
        }
    }
}
