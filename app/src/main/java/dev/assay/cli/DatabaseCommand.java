package dev.assay.cli;

import dev.assay.database.DatabaseUrl;
import dev.assay.database.connection.DatabaseServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code assay db create|drop|migrate}: manages the database of DB_URL. */
@Command(
        name = "db",
        description = "Create, drop or migrate the database (DB_URL).",
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
}
