package dev.assay.cli;

import dev.assay.identity.launchpad.Launchpad;
import dev.assay.identity.user.Person;
import dev.assay.identity.user.Users;
import dev.assay.identity.user.Users.AddOutcome.Added;
import dev.assay.identity.user.Users.AddOutcome.Exists;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code assay user add|promote|list}: people, before the first of them can sign on as an admin. */
@Command(
        name = "user",
        description = "Make people known, and the first of them an admin.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class UserCommand {
    private final CommandContext launch;

    UserCommand(CommandContext launch) {
        this.launch = launch;
    }

    @Command(
            description = "Add a person who has not signed on yet; one who is there stays as he is.",
            mixinStandardHelpOptions = true)
    void add(
            @Parameters(paramLabel = "EMAIL", description = "As the identity provider writes it.") String email,
            @Option(
                            names = "--name",
                            paramLabel = "NAME",
                            description = "The person's full name; without it Launchpad is asked.")
                    @Nullable
                    String name,
            @Option(names = "--handle", paramLabel = "HANDLE", description = "On Launchpad.") @Nullable String handle,
            @Option(names = "--admin", description = "May do everything.") boolean admin,
            @Option(
                            names = "--team",
                            paramLabel = "NAME",
                            description = "A team to join, made if need be; may be repeated.")
                    @Nullable
                    List<String> teams) {
        if (email.isBlank()) {
            throw new CommandRefusal(
                    CommandRefusal.USAGE, "EMAIL is empty: give the address that the person signs on with.");
        }
        try (ApplicationContext context = launch.context(settings())) {
            Users users = context.getBean(Users.class);
            Optional<Integer> known = users.idByEmail(email);
            if (known.isPresent()) {
                sayExists(email, known.get());
                return;
            }
            List<String> joins = teams == null ? List.of() : teams;
            Users.Newcomer newcomer = name == null || name.isBlank()
                    ? fromLaunchpad(context.getBean(Launchpad.class), email, handle, admin, joins)
                    : new Users.Newcomer(email, name, handle, admin, joins);
            switch (users.add(newcomer)) {
                case Added(int id) -> launch.say("Added user " + id + ", " + email + (admin ? ", an admin." : "."));
                case Exists(int id) -> sayExists(email, id);
            }
        }
    }

    /** Whom Launchpad knows needs no name; its teams are joined when the person signs on (EXT-10). */
    private static Users.Newcomer fromLaunchpad(
            Launchpad launchpad, String email, @Nullable String handle, boolean admin, List<String> teams) {
        try {
            Launchpad.Person person = launchpad
                    .person(email)
                    .orElseThrow(() -> new CommandRefusal(
                            CommandRefusal.USAGE,
                            "There is no user " + email
                                    + " yet, and nobody with this address on Launchpad: give --name to add one."));
            return new Users.Newcomer(
                    email, person.displayName(), handle == null ? person.handle() : handle, admin, teams);
        } catch (IOException e) {
            throw new CommandRefusal(
                    1,
                    "There is no user " + email + " yet, and Launchpad does not answer (" + e.getMessage()
                            + "): try again later, or give --name to add one.");
        }
    }

    /** Those of every command, and where Launchpad is. */
    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(CommandContext.SMALL);
        String url = launch.environment().get("LAUNCHPAD_URL");
        if (url != null) {
            settings.put("assay.launchpad.url", url);
        }
        return settings;
    }

    private void sayExists(String email, int id) {
        launch.say("User " + id + ", " + email + ", is there already and stays as is.");
    }

    @Command(description = "Make a person an admin, who may do everything.", mixinStandardHelpOptions = true)
    void promote(@Parameters(paramLabel = "EMAIL", description = "The person's e-mail address.") String email) {
        try (ApplicationContext context = launch.context(CommandContext.SMALL)) {
            switch (context.getBean(Users.class).promote(email)) {
                case PROMOTED -> launch.say(email + " is an admin now.");
                case ADMIN_ALREADY -> launch.say(email + " is an admin already.");
                case UNKNOWN ->
                    throw new CommandRefusal(
                            1,
                            "There is no user " + email
                                    + ". Addresses are compared as they are written: see assay user "
                                    + "list, or add one with assay user add.");
            }
        }
    }

    @Command(description = "List people: tab-separated, in the order of ids.", mixinStandardHelpOptions = true)
    void list() {
        try (ApplicationContext context = launch.context(CommandContext.SMALL)) {
            launch.say("ID\tEMAIL\tNAME\tHANDLE\tADMIN\tTEAMS");
            context.getBean(Users.class).forEach(user -> launch.say(line(user)));
        }
    }

    private static String line(Person user) {
        String teams = user.teams().stream().map(Person.InTeam::name).collect(Collectors.joining(","));
        return String.join(
                "\t",
                String.valueOf(user.id()),
                user.email(),
                user.name(),
                user.launchpadHandle() == null ? "" : user.launchpadHandle(),
                user.isAdmin() ? "yes" : "no",
                teams);
    }
}
