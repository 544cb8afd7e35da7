package dev.assay.seed;

import dev.assay.execution.Event;
import dev.assay.execution.ExecutionPatch;
import dev.assay.execution.Link;
import dev.assay.execution.NewExecution;
import dev.assay.outcome.ExecutionStatus;
import dev.assay.outcome.ResultStatus;
import dev.assay.result.NewResult;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One execution of a world. The same world and number always produce the same execution. Higher numbers are later
 * releases.
 */
final class SeedExecution {
    /** The metadata of executions during an outage. */
    static final String INFRASTRUCTURE = "infrastructure";

    static final String OUTAGE = "network-outage";

    private static final double AGAIN = 0.12;
    private static final Duration LONGEST = Duration.ofMinutes(31);

    private final World world;
    private final SeededRandom random;
    private final Product product;
    private final Suite suite;
    private final int number;
    private final int turn;
    private final int release;
    private final String architecture;
    private final String environment;
    private final String plan;
    private final Fate fate;

    /** @param number from 0 */
    SeedExecution(World world, int number) {
        this.world = world;
        this.number = number;
        this.random = world.random();
        this.product = world.product(number);
        this.turn = world.turn(number);
        this.release = turn / world.turnsPerRelease();
        int first = isRerun() ? number - world.products().size() : number;
        this.architecture = product.architectures()
                .get(world.turn(first) % product.architectures().size());
        this.environment = random.of("where", first).one(product.lab().environments(architecture));
        this.plan =
                product.lab().plan(world.turn(first) + first % world.products().size());
        this.suite = Suite.of(product, plan, random);
        this.fate = fate();
    }

    /** How the execution ended. */
    private enum Fate {
        COMPLETE,
        /** The latest ones have not ended yet. */
        RUNNING,
        /** The agent disappeared. */
        LOST,
        /** The machine could not be prepared: there are no results. */
        NOT_PROVISIONED
    }

    private Fate fate() {
        double luck = random.of("fate", number).fraction();
        if (luck < 0.02) {
            return Fate.LOST;
        }
        if (luck < 0.045) {
            return Fate.NOT_PROVISIONED;
        }
        return luck < 0.25 && turn >= world.turns() - 2 ? Fate.RUNNING : Fate.COMPLETE;
    }

    /** True if it repeats the previous execution of the same release: by chance, and after an outage. */
    private boolean isRerun() {
        boolean second = turn % world.turnsPerRelease() % 2 == 1;
        return second
                && (world.isOutage(product, turn - 1)
                        || random.of("again", number).isBelow(AGAIN));
    }

    /** The execution in its first status. It is in the link so that sizes, seeds and choices of products do not share executions. */
    NewExecution start() {
        return new NewExecution(
                product.release(release, world.newest(), random),
                architecture,
                product.hasRevisions()
                        ? 100 + 4 * release + product.architectures().indexOf(architecture)
                        : null,
                environment,
                product.name() + "-" + plan,
                ciLink(),
                ExecutionStatus.NOT_STARTED,
                List.of(
                        new Link("Console", ciLink() + "/console"),
                        new Link("Machine", "https://lab.seed.example/machines/" + environment)),
                false);
    }

    String ciLink() {
        return World.LINKS
                + "%s/%d-%d-%d/%d"
                        .formatted(
                                product.name(), world.seed(), world.products().size(), world.executions(), number);
    }

    Instant began() {
        return world.at(number);
    }

    Instant ended() {
        return began().plus(LONGEST);
    }

    /** True for executions from agents of old versions, which send all results when they end the test. */
    boolean isEndedByAgent() {
        return fate == Fate.COMPLETE && number % 3 == 0;
    }

    /** True if a rerun is requested and nothing has run it yet. */
    boolean isToRerun() {
        return turn == world.turns() - 1 && fate != Fate.RUNNING;
    }

    String runner() {
        return "runner " + (4 + release / 8) + ".2";
    }

    List<Event> events() {
        Instant at = began();
        Event start = new Event("job_start", at, "https://lab.seed.example/machines/" + environment);
        if (fate == Fate.NOT_PROVISIONED) {
            return List.of(start, new Event("provision_fail", at.plus(Duration.ofMinutes(6)), "exit_code: 40"));
        }
        return List.of(
                start,
                new Event("provision_end", at.plus(Duration.ofMinutes(6)), "exit_code: 0"),
                new Event("test_start", at.plus(Duration.ofMinutes(7)), plan),
                new Event("cleanup", at.plus(LONGEST), "exit_code: 0"));
    }

    /** The metadata of the execution, without a status. */
    ExecutionPatch metadata() {
        Map<String, List<String>> metadata = new HashMap<>(Map.of(
                "kernel", List.of("6.8.0-" + (31 + release) + "-generic"),
                "runner", List.of(runner()),
                "lab",
                        List.of(
                                product.lab().name().toLowerCase(Locale.ROOT),
                                "rack-" + Math.floorMod(environment.hashCode(), 9))));
        if (world.isOutage(product, turn)) {
            metadata.put(INFRASTRUCTURE, List.of(OUTAGE));
        }
        return new ExecutionPatch(null, null, null, false, metadata);
    }

    /** The final status. */
    ExecutionPatch ending() {
        return switch (fate) {
            case COMPLETE -> ExecutionPatch.completed();
            case RUNNING -> ExecutionPatch.to(ExecutionStatus.IN_PROGRESS);
            case LOST, NOT_PROVISIONED -> ExecutionPatch.to(ExecutionStatus.ENDED_PREMATURELY);
        };
    }

    List<NewResult> results() {
        int all = suite.cases().size();
        int done = switch (fate) {
            case COMPLETE -> all;
            case RUNNING, LOST -> all * 2 / 3;
            case NOT_PROVISIONED -> 0;
        };
        return suite.stream().limit(done).map(this::result).toList();
    }

    private NewResult result(Suite.Case test) {
        SeededRandom here = random.of(number, test.name());
        double seconds = (0.02 + 20 * Math.pow(here.of("time").fraction(), 6)) * slowness(test);
        ResultStatus status = status(test, here);
        String reason = status == ResultStatus.FAILED ? reason(test, here) : "";
        String comment = status == ResultStatus.SKIPPED ? Log.skipped(random.of(test.name())) : reason;
        String log = switch (status) {
            case FAILED -> Log.failed(test, reason, seconds, here);
            case SKIPPED -> "";
            case PASSED -> here.of("quiet").isBelow(0.6) ? "" : Log.passed(test, seconds);
        };
        return new NewResult(
                test.name(), status, test.category(), test.template(), comment, log, (long) (seconds * 1_000_000));
    }

    /** One area of each lab becomes slower over the six months. */
    private double slowness(Suite.Case test) {
        return test.category().equals(product.lab().slowing()) ? 1 + 4 * progress() : 1;
    }

    private double progress() {
        return (double) turn / world.turns();
    }

    private String reason(Suite.Case test, SeededRandom here) {
        if (world.isRegressed(product) && suite.isRegression(test)) {
            return Log.REGRESSION;
        }
        if (world.isOutage(product, turn)) {
            return Log.OUTAGE;
        }
        return Log.reason(test.isBroken() ? random.of(test.name()) : here);
    }

    /**
     * The outcome of a case. A few cases are broken since some release, some fail now and then, some cannot run here,
     * and any can fail by chance, which becomes rarer as the product matures.
     */
    private ResultStatus status(Suite.Case test, SeededRandom here) {
        if (world.isRegressed(product) && suite.isRegression(test)) {
            return release >= world.firstFailing() ? ResultStatus.FAILED : ResultStatus.PASSED;
        }
        if (test.isMissing()) {
            return ResultStatus.SKIPPED;
        }
        double fails = 0.008 - 0.007 * progress();
        if (world.isOutage(product, turn)) {
            fails = 0.55;
        } else if (test.isBroken() && isSince(test)) {
            fails = 0.995;
        } else if (test.isFlaky()) {
            fails = 0.25;
        }
        return here.of("luck").isBelow(fails) ? ResultStatus.FAILED : ResultStatus.PASSED;
    }

    private boolean isSince(Suite.Case test) {
        return release > world.newest() * random.of("since", test.name()).fraction();
    }
}
