package dev.assay.cli;

import dev.assay.seed.Seed;
import dev.assay.seed.SeedProgress;
import dev.assay.seed.SeedSize;
import io.micronaut.context.ApplicationContext;
import java.io.Console;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code assay seed}: adds an invented history of tests to the database of DB_URL. */
@Command(
        name = "seed",
        description = "Fill the database (DB_URL) with an invented history of tests; a second time adds nothing.",
        mixinStandardHelpOptions = true)
final class SeedCommand implements Runnable {
    private static final int WORKERS = 4;

    private final CommandContext command;

    @Option(
            names = "--size",
            defaultValue = "small",
            paramLabel = "SIZE",
            description = "${COMPLETION-CANDIDATES}: some 24,000 results or some two million (default: small).")
    private SeedSize size = SeedSize.SMALL;

    @Option(
            names = "--random-seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Another number gives another history (default: 1).")
    private long randomSeed;

    @Option(names = "--executions", hidden = true)
    private @Nullable Integer executions;

    SeedCommand(CommandContext command) {
        this.command = command;
    }

    @Override
    public void run() {
        int count = Optional.ofNullable(executions).orElse(size.executions());
        Map<String, Object> settings =
                Map.of("assay.migrations.required", true, "datasources.default.maximum-pool-size", 2 * WORKERS);
        try (ApplicationContext context = command.context(settings)) {
            Clock clock = context.getBean(Clock.class);
            long start = clock.millis();
            Seed.Stored stored = context.getBean(Seed.class)
                    .run(count, randomSeed, WORKERS, new SeedProgress(command.out(), isTerminal(), clock, count));
            command.say(String.format(
                    Locale.ROOT,
                    "Added %,d executions with %,d results in %.1f s; %,d existed already.",
                    stored.executions(),
                    stored.results(),
                    (clock.millis() - start) / 1000.0,
                    count - stored.executions()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandRefusal(1, "Interrupted; run it again to continue.");
        }
    }

    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
