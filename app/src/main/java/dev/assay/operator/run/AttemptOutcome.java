package dev.assay.operator.run;

import dev.assay.operator.plan.Step;
import dev.assay.operator.resource.RunStatus.Phase;
import dev.assay.operator.run.job.Shard;
import dev.assay.result.Counts;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended.
 *
 * @param phase PASSED, FAILED, ABORTED or CANCELLED
 * @param reason one word, for an event of the execution; empty if the results are enough
 * @param message a sentence for people; empty if there is nothing to say
 * @param shard the shard that caused the outcome, whose log is worth keeping; null for none
 */
record AttemptOutcome(
        Phase phase,
        String reason,
        String message,
        @Nullable Shard shard) {

    private static final String DEADLINE = "DeadlineExceeded";

    static AttemptOutcome cancelled() {
        return new AttemptOutcome(Phase.CANCELLED, "Cancelled", "the run was cancelled", null);
    }

    /** The outcome of an attempt that the operator ended. */
    static AttemptOutcome timedOut(String message) {
        return new AttemptOutcome(Phase.ABORTED, DEADLINE, message, null);
    }

    /** What people are told about a step that takes too long; {@code waits} may be empty. */
    static String late(Step step, String waits) {
        return "not done within " + (step.timeout() == null ? "1h" : step.timeout())
                + (waits.isEmpty() ? "" : " (" + waits + ")");
    }

    /**
     * @param counts the results of the execution; not used if the exit code is the result
     * @param unread why files with results were not stored whole, from the events of the execution
     */
    static AttemptOutcome of(Step step, List<Shard> shards, Counts counts, List<String> unread) {
        Optional<Shard> around = shards.stream()
                .filter(shard -> shard.state() == Shard.State.FAILED && !shard.saidSo())
                .findFirst();
        if (around.isPresent()) {
            Shard shard = around.get();
            return new AttemptOutcome(Phase.ABORTED, shard.reason(), sentence(shard, step), shard);
        }
        return step.results() == null ? ofExitCode(shards) : ofResults(step, shards, counts, unread);
    }

    private static AttemptOutcome ofExitCode(List<Shard> shards) {
        return shards.stream()
                .filter(Shard::saidSo)
                .findFirst()
                .map(shard -> new AttemptOutcome(Phase.FAILED, "", "exit code " + shard.exitCode(), shard))
                .orElseGet(() -> new AttemptOutcome(Phase.PASSED, "", "", null));
    }

    private static AttemptOutcome ofResults(Step step, List<Shard> shards, Counts counts, List<String> unread) {
        Optional<Shard> undelivered =
                shards.stream().filter(shard -> shard.undelivered() != null).findFirst();
        if (undelivered.isPresent()) {
            return new AttemptOutcome(
                    Phase.ABORTED,
                    "ResultsLost",
                    "the collector of " + undelivered.get().job() + " could not send all results before its Pod ended: "
                            + undelivered.get().undelivered(),
                    undelivered.get());
        }
        if (counts.failed() > 0) {
            return new AttemptOutcome(
                    Phase.FAILED, "", counts.failed() + " of " + counts.total() + " results failed", null);
        }
        if (!unread.isEmpty()) {
            return new AttemptOutcome(
                    Phase.FAILED,
                    "",
                    unread.getFirst() + (unread.size() == 1 ? "" : "; and " + (unread.size() - 1) + " more"),
                    null);
        }
        Optional<Shard> failed = shards.stream().filter(Shard::saidSo).findFirst();
        if (failed.isPresent()) {
            return new AttemptOutcome(
                    Phase.ABORTED,
                    "Crashed",
                    "exit code " + failed.get().exitCode() + ", although no result failed",
                    failed.get());
        }
        if (counts.total() == 0) {
            String globs =
                    String.join(" ", Objects.requireNonNull(step.results()).paths());
            return new AttemptOutcome(
                    Phase.ABORTED, "NoResults", "no file with results matched " + globs, shards.getFirst());
        }
        return new AttemptOutcome(Phase.PASSED, "", "", null);
    }

    private static String sentence(Shard shard, Step step) {
        String what = switch (shard.reason()) {
            case DEADLINE -> late(step, "");
            case "OOMKilled" -> "out of memory: raise resources.limits.memory of the test container";
            case "Evicted" -> "evicted from its node";
            case "PodDeleted" -> "its Pod was deleted";
            default -> shard.reason();
        };
        return shard.message().isEmpty() ? what : what + " (" + shard.message() + ")";
    }

    /** The name of an execution's event: {@code oom_killed}. */
    String event() {
        return reason.replaceAll("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_")
                .toLowerCase(Locale.ROOT);
    }
}
