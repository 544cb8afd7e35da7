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
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One execution of the generated history. The same seed and number always produce the same execution. Higher numbers
 * are later releases.
 */
final class SeedExecution {
    private static final Instant BEGINNING = Instant.parse("2026-01-05T06:00:00Z");
    private static final double BROKEN = 0.012;
    private static final double FLAKY = 0.045;
    private static final double MISSING = 0.065;

    private final SeededRandom random;
    private final Product product;
    private final int release;
    private final int newest;
    private final String architecture;
    private final String environment;
    private final String plan;
    private final String ciLink;
    private final int number;

    /**
     * @param number the number of the execution, from 0
     * @param of the number of all executions, from which follows the number of releases
     */
    SeedExecution(long seed, int number, int of) {
        int perProduct = Math.ceilDiv(of, Product.ALL.size());
        int perRelease = Math.max(2, perProduct / 60);
        int turn = number / Product.ALL.size();
        this.number = number;
        this.random = new SeededRandom(seed);
        this.product = Product.ALL.get(number % Product.ALL.size());
        this.release = turn / perRelease;
        this.newest = (perProduct - 1) / perRelease;
        this.architecture =
                product.architectures().get(turn % product.architectures().size());
        this.environment = random.of("where", number).one(product.lab().environments(architecture));
        this.plan = product.lab().plan(turn);
        this.ciLink = "https://ci.example.com/job/%s-%s/%d-%d/%d".formatted(product.name(), plan, seed, of, number);
    }

    /** The execution in status NOT_STARTED. The status is changed last, so it shows that everything is stored. */
    NewExecution start() {
        return new NewExecution(
                product.release(release, newest, random),
                architecture,
                product.hasRevisions()
                        ? 100 + 4 * release + product.architectures().indexOf(architecture)
                        : null,
                environment,
                product.name() + "-" + plan,
                ciLink,
                ExecutionStatus.NOT_STARTED,
                List.of(
                        new Link("Console", ciLink + "/console"),
                        new Link("Machine", "https://lab.example.com/machines/" + environment)),
                false);
    }

    String ciLink() {
        return ciLink;
    }

    /** True for executions from agents of old versions, which send all results when they end the test. */
    boolean isEndedByAgent() {
        return ending().fromResults() && number % 3 == 0;
    }

    String runner() {
        return "runner " + (4 + release / 8) + ".2";
    }

    List<Event> events() {
        Instant at = BEGINNING.plus(Duration.ofHours(7L * release)).plus(Duration.ofMinutes(number % 97));
        return List.of(
                new Event("job_start", at, "https://lab.example.com/machines/" + environment),
                new Event("provision_end", at.plus(Duration.ofMinutes(6)), "exit_code: 0"),
                new Event("test_start", at.plus(Duration.ofMinutes(7)), plan),
                new Event("cleanup", at.plus(Duration.ofMinutes(31)), "exit_code: 0"));
    }

    /** The metadata of the execution, without a status. */
    ExecutionPatch metadata() {
        Map<String, List<String>> metadata = Map.of(
                "kernel", List.of("6.8.0-" + (31 + release) + "-generic"),
                "runner", List.of(runner()),
                "lab", List.of(product.lab().name().toLowerCase(Locale.ROOT), "rack-" + environment.hashCode() % 9));
        return new ExecutionPatch(null, null, null, false, metadata);
    }

    /** The final status: some executions still run, some ended prematurely. */
    ExecutionPatch ending() {
        double fate = random.of("fate", number).fraction();
        if (fate < 0.05) {
            return ExecutionPatch.to(fate < 0.03 ? ExecutionStatus.IN_PROGRESS : ExecutionStatus.ENDED_PREMATURELY);
        }
        return ExecutionPatch.completed();
    }

    List<NewResult> results() {
        List<Suite.Case> cases = Suite.of(product, plan, random).cases();
        int done = ending().fromResults() ? cases.size() : cases.size() * 2 / 3;
        return cases.stream().limit(done).map(this::result).toList();
    }

    private NewResult result(Suite.Case test) {
        SeededRandom here = random.of(number, test.name());
        double seconds = 0.02 + 20 * Math.pow(here.of("time").fraction(), 6);
        ResultStatus status = status(test, here);
        String reason =
                status == ResultStatus.FAILED ? Log.reason(test.mood() < BROKEN ? random.of(test.name()) : here) : "";
        String comment = status == ResultStatus.SKIPPED ? Log.skipped(random.of(test.name())) : reason;
        String log = switch (status) {
            case FAILED -> Log.failed(test, reason, seconds, here);
            case SKIPPED -> "";
            case PASSED -> here.of("quiet").isBelow(0.6) ? "" : Log.passed(test, seconds);
        };
        return new NewResult(
                test.name(), status, test.category(), test.template(), comment, log, (long) (seconds * 1_000_000));
    }

    /**
     * The outcome of a case. A few cases are broken since some release, some fail now and then, some cannot run here,
     * and any can fail by chance.
     */
    private ResultStatus status(Suite.Case test, SeededRandom here) {
        double fails = 0.004;
        if (test.mood() < BROKEN) {
            boolean since = release > newest * random.of("since", test.name()).fraction();
            fails = since ? 0.995 : fails;
        } else if (test.mood() < FLAKY) {
            fails = 0.25;
        } else if (test.mood() < MISSING) {
            return ResultStatus.SKIPPED;
        }
        return here.of("luck").isBelow(fails) ? ResultStatus.FAILED : ResultStatus.PASSED;
    }
}
