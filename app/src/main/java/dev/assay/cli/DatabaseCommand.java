package dev.assay.cli;

import dev.assay.database.DatabaseUrl;
import dev.assay.database.connection.DatabaseServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code assay db create|drop|migrate}: the life of the database of DB_URL. */
@Command(
        name = "db",
        description = "Create, drop or migrate the database (DB_URL).",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class DatabaseCommand {
    private final CommandContext launch;

    DatabaseCommand(CommandContext launch) {
        this.launch = launch;
    }

    @Command(
            description = "Create the database, empty; nothing happens when it exists.",
            mixinStandardHelpOptions = true)
    void create() {
        DatabaseUrl database = launch.database();
        boolean created = new DatabaseServer(database).create();
        launch.say((created ? "Created " : "Exists already: ") + database);
    }

    @Command(description = "Remove the database with everything in it.", mixinStandardHelpOptions = true)
    void drop(
            @Option(names = "--yes", description = "Yes, with everything in it; who uses it is disconnected.")
                    boolean yes) {
        DatabaseUrl database = launch.database();
        if (!yes) {
            throw new CommandRefusal(
                    CommandRefusal.USAGE, "This removes " + database + " with everything in it. To do so, add --yes.");
        }
        boolean dropped = new DatabaseServer(database).drop();
        launch.say((dropped ? "Removed " : "There is no ") + database);
    }
}
