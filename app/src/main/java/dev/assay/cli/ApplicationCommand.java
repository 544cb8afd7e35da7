package dev.assay.cli;

import dev.assay.access.Permission;
import dev.assay.identity.application.Applications;
import dev.assay.identity.application.Applications.CreateOutcome.Created;
import dev.assay.identity.application.Applications.CreateOutcome.NameTaken;
import dev.assay.identity.application.ReportingAccounts;
import dev.assay.identity.cluster.AccountPattern;
import io.micronaut.context.ApplicationContext;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code assay application create|rotate|trust}: manages programs that call the API. A key is printed only once. */
@Command(
        name = "application",
        description = "Manage programs that call the API, each with its own key.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class ApplicationCommand {
    private final CommandContext command;

    ApplicationCommand(CommandContext command) {
        this.command = command;
    }

    @Serdeable
    record Made(int id, String name, String key) {}

    @Serdeable
    record Rotated(String name, String key) {}

    @Serdeable
    record Trusting(String name, String accounts) {}

    @Command(description = "Create an application and print its API key.", mixinStandardHelpOptions = true)
    void create(
            @Parameters(paramLabel = "NAME", description = "Its name; unique.") String name,
            @Option(
                            names = "--permission",
                            split = ",",
                            required = true,
                            paramLabel = "PERMISSION",
                            description = "What it may do, such as change_test,view_test.")
                    List<String> permissions,
            @Mixin CommandContext.Answer answer) {
        List<Permission> named =
                permissions.stream().map(ApplicationCommand::permission).toList();
        try (ApplicationContext context = command.context(CommandContext.SMALL)) {
            switch (context.getBean(Applications.class).create(name, named)) {
                case Created(int id, String key) ->
                    answer.say(
                            command,
                            context,
                            new Made(id, name, key),
                            "Created application " + id + ", " + name + ". Its key, shown only now:",
                            key);
                case NameTaken(String taken) ->
                    throw new CommandRefusal(
                            1,
                            "There is an application " + taken + " already: choose another name, or rotate its key.");
            }
        }
    }

    @Command(
            description = "Give an application a new API key; the old one is invalid at once.",
            mixinStandardHelpOptions = true)
    void rotate(
            @Parameters(paramLabel = "NAME", description = "Its name.") String name,
            @Mixin CommandContext.Answer answer) {
        try (ApplicationContext context = command.context(CommandContext.SMALL)) {
            String key = context.getBean(Applications.class)
                    .rotate(name)
                    .orElseThrow(() -> new CommandRefusal(1, "There is no application " + name + "."));
            answer.say(command, context, new Rotated(name, key), "The new key of " + name + ", shown only now:", key);
        }
    }

    @Command(
            description = "Let service accounts of the cluster authenticate as an application, without a key.",
            mixinStandardHelpOptions = true)
    void trust(
            @Parameters(paramLabel = "NAME", description = "The application's name.") String name,
            @Parameters(
                            paramLabel = "NAMESPACE/ACCOUNT",
                            description = "The service accounts; * matches any number of characters.")
                    String accounts,
            @Mixin CommandContext.Answer answer) {
        String[] parts = accounts.split("/", -1);
        if (parts.length != 2) {
            throw new CommandRefusal(CommandRefusal.USAGE, accounts + " is not of the form NAMESPACE/ACCOUNT.");
        }
        AccountPattern accepted = new AccountPattern(parts[0], parts[1]);
        accepted.problem().ifPresent(problem -> {
            throw new CommandRefusal(CommandRefusal.USAGE, accounts + " is wrong: " + problem + ".");
        });
        try (ApplicationContext context = command.context(CommandContext.SMALL)) {
            switch (context.getBean(ReportingAccounts.class).allow(name, accepted)) {
                case ALLOWED ->
                    answer.say(
                            command,
                            context,
                            new Trusting(name, accounts),
                            accounts + " may authenticate as " + name + " now.");
                case UNKNOWN_APPLICATION -> throw new CommandRefusal(1, "There is no application " + name + ".");
                case TOO_MANY ->
                    throw new CommandRefusal(1, name + " has as many trusts as it may have: use patterns.");
            }
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
