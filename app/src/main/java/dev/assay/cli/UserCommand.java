package dev.assay.cli;

import dev.assay.identity.launchpad.Launchpad;
import dev.assay.identity.user.Person;
import dev.assay.identity.user.Users;
import dev.assay.identity.user.Users.AddOutcome.Added;
import dev.assay.identity.user.Users.AddOutcome.Exists;
import io.micronaut.context.ApplicationContext;
import io.micronaut.serde.annotation.Serdeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code assay user add|promote|list}: manages people, so that there is an admin before the first one signs on. */
@Command(
        name = "user",
        description = "Add and list people, and make them admins.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class UserCommand {
    private final CommandContext command;

    UserCommand(CommandContext command) {
        this.command = command;
    }

    /** @param added false if the person existed before and is not changed */
    @Serdeable
    record Addition(int id, String email, boolean added) {}

    /** @param promoted false if the person was an admin before */
    @Serdeable
    record Promotion(String email, boolean promoted) {}

    /** @param handle the name on Launchpad; null if it is not known */
    @Serdeable
    record Listed(
            int id, String email, String name, @Nullable String handle, boolean admin, List<String> teams) {
        static Listed from(Person user) {
            return new Listed(
                    user.id(),
                    user.email(),
                    user.name(),
                    user.launchpadHandle(),
                    user.isAdmin(),
                    user.teams().stream().map(Person.InTeam::name).toList());
        }

        /** For people, and for programs that split at tabs. */
        String line() {
            return String.join(
                    "\t",
                    String.valueOf(id),
                    email,
                    name,
                    handle == null ? "" : handle,
                    admin ? "yes" : "no",
                    String.join(",", teams));
        }
    }

    @Command(
            description = "Add a person who has not signed on yet; an existing one is not changed.",
            mixinStandardHelpOptions = true)
    void add(
            @Parameters(
                            paramLabel = "EMAIL",
                            description = "The person's e-mail address as the identity provider writes it.")
                    String email,
            @Option(
                            names = "--name",
                            paramLabel = "NAME",
                            description = "The person's full name; without it, the name is read from Launchpad.")
                    @Nullable
                    String name,
            @Option(names = "--handle", paramLabel = "HANDLE", description = "The person's name on Launchpad.")
                    @Nullable
                    String handle,
            @Option(names = "--admin", description = "Make the person an admin, who may do everything.") boolean admin,
            @Option(
                            names = "--team",
                            paramLabel = "NAME",
                            description = "A team to join, created if it does not exist; may be repeated.")
                    @Nullable
                    List<String> teams,
            @Mixin CommandContext.Answer answer) {
        if (email.isBlank()) {
            throw new CommandRefusal(
                    CommandRefusal.USAGE, "EMAIL is empty: give the address that the person signs on with.");
        }
        try (ApplicationContext context = command.context(settings())) {
            Users users = context.getBean(Users.class);
            Optional<Integer> known = users.idByEmail(email);
            if (known.isPresent()) {
                sayExists(answer, context, email, known.get());
                return;
            }
            List<String> joins = teams == null ? List.of() : teams;
            Users.Newcomer newcomer = name == null || name.isBlank()
                    ? fromLaunchpad(context.getBean(Launchpad.class), email, handle, admin, joins)
                    : new Users.Newcomer(email, name, handle, admin, joins);
            switch (users.add(newcomer)) {
                case Added(int id) ->
                    answer.say(
                            command,
                            context,
                            new Addition(id, email, true),
                            "Added user " + id + ", " + email + (admin ? ", an admin." : "."));
                case Exists(int id) -> sayExists(answer, context, email, id);
            }
        }
    }

    /** Reads the person's name from Launchpad. The teams on Launchpad are joined when the person signs on (EXT-10). */
    private static Users.Newcomer fromLaunchpad(
            Launchpad launchpad, String email, @Nullable String handle, boolean admin, List<String> teams) {
        try {
            Launchpad.Person person = launchpad
                    .person(email)
                    .orElseThrow(() -> new CommandRefusal(
                            CommandRefusal.USAGE,
                            "There is no user " + email
                                    + " yet, and Launchpad does not know this address: give --name to add one."));
            return new Users.Newcomer(
                    email, person.displayName(), handle == null ? person.handle() : handle, admin, teams);
        } catch (IOException e) {
            throw new CommandRefusal(
                    1,
                    "There is no user " + email + " yet, and Launchpad does not answer (" + e.getMessage()
                            + "): try again later, or give --name to add one.");
        }
    }

    /** The settings of every command, and the address of Launchpad. */
    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(CommandContext.SMALL);
        String url = command.environment().get("LAUNCHPAD_URL");
        if (url != null) {
            settings.put("assay.launchpad.url", url);
        }
        return settings;
    }

    private void sayExists(CommandContext.Answer answer, ApplicationContext context, String email, int id) {
        answer.say(
                command,
                context,
                new Addition(id, email, false),
                "User " + id + ", " + email + ", exists already and is not changed.");
    }

    @Command(description = "Make a person an admin, who may do everything.", mixinStandardHelpOptions = true)
    void promote(
            @Parameters(paramLabel = "EMAIL", description = "The person's e-mail address.") String email,
            @Mixin CommandContext.Answer answer) {
        try (ApplicationContext context = command.context(CommandContext.SMALL)) {
            switch (context.getBean(Users.class).promote(email)) {
                case PROMOTED -> answer.say(command, context, new Promotion(email, true), email + " is an admin now.");
                case ADMIN_ALREADY ->
                    answer.say(command, context, new Promotion(email, false), email + " is an admin already.");
                case UNKNOWN ->
                    throw new CommandRefusal(
                            1,
                            "There is no user " + email
                                    + ". Addresses are compared as they are written: see assay user "
                                    + "list, or add one with assay user add.");
            }
        }
    }

    @Command(description = "List people, tab-separated, ordered by id.", mixinStandardHelpOptions = true)
    void list(@Mixin CommandContext.Answer answer) {
        try (ApplicationContext context = command.context(CommandContext.SMALL)) {
            if (!answer.isJson()) {
                command.say("ID\tEMAIL\tNAME\tHANDLE\tADMIN\tTEAMS");
            }
            context.getBean(Users.class).forEach(user -> {
                Listed listed = Listed.from(user);
                answer.say(command, context, listed, listed.line());
            });
        }
    }
}
