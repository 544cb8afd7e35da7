package dev.assay.cli;

import dev.assay.identity.user.Users;
import dev.assay.seed.Seed;
import dev.assay.seed.SeedProgress;
import dev.assay.seed.SeedSize;
import dev.assay.seed.World;
import io.micronaut.context.ApplicationContext;
import java.io.Console;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code assay seed}: adds an invented history of tests to the database of DB_URL. */
@Command(
        name = "seed",
        description = {
            "Fill the database (DB_URL) with six months of invented tests; a second time on the same day adds nothing.",
            "The same options make the same history; only its times follow the day."
        },
        mixinStandardHelpOptions = true)
final class SeedCommand implements Runnable {
    private static final int WORKERS = 4;

    /** Those who review what was made. */
    private static final List<String> PEOPLE = List.of("Ada", "Chidi", "Ines", "Kenji", "Lucia", "Noor");

    private static final String TEAM = "Seed certification";

    private final CommandContext command;

    @Option(
            names = "--size",
            defaultValue = "small",
            paramLabel = "SIZE",
            description = "About how many results: a number, small (24,000) or large (two million) (default: small).")
    private String size = "";

    @Option(
            names = "--product",
            paramLabel = "NAME",
            description = "Only the history of this product, such as kiosk-player.")
    private @Nullable String product;

    @Option(
            names = "--random-seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Another number gives another history (default: 1).")
    private long randomSeed;

    @Option(
            names = "--reset",
            description =
                    "First remove all artefacts that this command ever made; nothing if they have other executions."
                            + " With --size 0, nothing is made after that.")
    private boolean reset;

    SeedCommand(CommandContext command) {
        this.command = command;
    }

    @Override
    public void run() {
        int executions = SeedSize.of(size)
                .orElseThrow(() -> new CommandRefusal(
                        CommandRefusal.USAGE,
                        "--size is small, large or a number of results below 100,000,000, not: " + size))
                .executions();
        Map<String, Object> settings =
                Map.of("assay.migrations.required", true, "datasources.default.maximum-pool-size", 2 * WORKERS);
        if (product != null && !World.names().contains(product)) {
            throw new CommandRefusal(
                    CommandRefusal.USAGE,
                    "There is no product " + product + ". There are: " + String.join(", ", World.names()));
        }
        try (ApplicationContext context = command.context(settings)) {
            Seed seed = context.getBean(Seed.class);
            if (reset) {
                reset(seed);
            }
            if (executions > 0) {
                make(executions, context);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandRefusal(1, "Interrupted; run it again to continue.");
        }
    }

    private void reset(Seed seed) {
        switch (seed.reset()) {
            case Seed.ResetOutcome.Removed(int artefacts) ->
                command.say(String.format(
                        Locale.ROOT, "Removed %,d artefacts with their executions and results.", artefacts));
            case Seed.ResetOutcome.Shared(List<Integer> artefacts) ->
                throw new CommandRefusal(
                        1,
                        "Nothing was removed: these artefacts also have executions that this command did not make: "
                                + artefacts.stream().map(String::valueOf).collect(Collectors.joining(", "))
                                + ". Remove what you do not need with assay artefact delete, or use another database.");
        }
    }

    /** Makes a world whose six months end with the day before, in UTC. */
    private void make(int count, ApplicationContext context) throws InterruptedException {
        Clock clock = context.getBean(Clock.class);
        long start = clock.millis();
        World world = World.of(
                randomSeed, count, Optional.ofNullable(product), clock.instant().truncatedTo(ChronoUnit.DAYS));
        SeedProgress progress = new SeedProgress(command.out(), isTerminal(), clock, count);
        Seed.Stored stored =
                context.getBean(Seed.class).run(world, people(context.getBean(Users.class)), WORKERS, progress);
        command.say(String.format(
                Locale.ROOT,
                "Added %,d executions with %,d results in %.1f s; %,d existed already.",
                stored.executions(),
                stored.results(),
                (clock.millis() - start) / 1000.0,
                count - stored.executions()));
    }

    private static List<Integer> people(Users users) {
        return PEOPLE.stream()
                .map(name -> new Users.Newcomer(
                        name.toLowerCase(Locale.ROOT) + "@seed.example", name + " Example", null, false, List.of(TEAM)))
                .map(users::add)
                .map(outcome -> switch (outcome) {
                    case Users.AddOutcome.Added(int id) -> id;
                    case Users.AddOutcome.Exists(int id) -> id;
                })
                .toList();
    }

    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
