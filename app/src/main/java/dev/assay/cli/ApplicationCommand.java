package dev.assay.cli;

import dev.assay.access.Permission;
import dev.assay.identity.application.Applications;
import dev.assay.identity.application.Applications.CreateOutcome.Created;
import dev.assay.identity.application.Applications.CreateOutcome.NameTaken;
import io.micronaut.context.ApplicationContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code assay application create|rotate}: programs that call the API. A key is printed once and never again. */
@Command(
        name = "application",
        description = "Make programs known that call the API, each with a key of its own.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class ApplicationCommand {
    private final CommandContext launch;

    ApplicationCommand(CommandContext launch) {
        this.launch = launch;
    }

    @Command(description = "Create an application and print its API key.", mixinStandardHelpOptions = true)
    void create(
            @Parameters(paramLabel = "NAME", description = "What to call it; unique.") String name,
            @Option(
                            names = "--permission",
                            split = ",",
                            required = true,
                            paramLabel = "PERMISSION",
                            description = "What it may do, such as change_test,view_test.")
                    List<String> permissions) {
        List<Permission> named =
                permissions.stream().map(ApplicationCommand::permission).toList();
        try (ApplicationContext context = launch.context(CommandContext.SMALL)) {
            switch (context.getBean(Applications.class).create(name, named)) {
                case Created(int id, String key) -> {
                    launch.say("Created application " + id + ", " + name + ". Its key, shown only now:");
                    launch.say(key);
                }
                case NameTaken(String taken) ->
                    throw new CommandRefusal(
                            1,
                            "There is an application " + taken + " already: choose another name, or rotate its key.");
            }
        }
    }

    @Command(
            description = "Give an application a new API key; the old one ends at once.",
            mixinStandardHelpOptions = true)
    void rotate(@Parameters(paramLabel = "NAME", description = "Its name.") String name) {
        try (ApplicationContext context = launch.context(CommandContext.SMALL)) {
            String key = context.getBean(Applications.class)
                    .rotate(name)
                    .orElseThrow(() -> new CommandRefusal(1, "There is no application " + name + "."));
            launch.say("The new key of " + name + ", shown only now:");
            launch.say(key);
        }
    }

    private static Permission permission(String name) {
        try {
            return Permission.valueOf(name.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            String all =
                    Arrays.stream(Permission.values()).map(Permission::wire).collect(Collectors.joining(", "));
            throw new CommandRefusal(CommandRefusal.USAGE, "There is no permission " + name + ". There are: " + all);
        }
    }
}
