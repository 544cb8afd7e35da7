package dev.assay.operator.trigger;

import dev.assay.operator.plan.PlanSpec;
import dev.assay.operator.plan.PlanStatus;
import dev.assay.operator.plan.TestPlan;
import dev.assay.operator.resource.Group;
import dev.assay.operator.resource.RunStatus;
import dev.assay.operator.resource.TestRun;
import dev.assay.operator.run.job.Shard;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The runs of a plan as they are now: those that it created, and those that people created for it. */
record ObservedRuns(TestPlan plan, List<TestRun> all) {
    private static final Comparator<TestRun> OLDEST_FIRST = Comparator.comparing(
                    (TestRun run) -> Objects.requireNonNullElse(ended(run), created(run)))
            .thenComparing(run -> run.getMetadata().getName());

    ObservedRuns(TestPlan plan, Collection<TestRun> all) {
        this(
                plan,
                all.stream()
                        .filter(run -> run.getMetadata().getDeletionTimestamp() == null)
                        .toList());
    }

    /** The runs that have not ended. */
    List<TestRun> active() {
        return all.stream().filter(run -> !isEnded(run)).toList();
    }

    /**
     * What runs say about the image of the collector, if it cannot be pulled: the active ones, otherwise the one that ended
     * last.
     *
     * @param waits true if a run waits for the image now
     */
    record MissingCollector(String message, boolean waits) {}

    /** @param image what the operator has now; a run that ended without another one proves nothing */
    Optional<MissingCollector> missingCollector(String image) {
        return active().stream()
                .flatMap(ObservedRuns::missingCollectors)
                .findFirst()
                .map(message -> new MissingCollector(message, true))
                .or(() -> all.stream()
                        .filter(ObservedRuns::isEnded)
                        .max(OLDEST_FIRST)
                        .flatMap(run -> missingCollectors(run).findFirst())
                        .filter(message -> message.contains(image))
                        .map(message -> new MissingCollector(message, false)));
    }

    private static Stream<String> missingCollectors(TestRun run) {
        return run.getStatus() == null || run.getStatus().rows() == null
                ? Stream.of()
                : run.getStatus().rows().stream()
                        .map(RunStatus.Row::message)
                        .filter(Objects::nonNull)
                        .flatMap(message -> Shard.missingCollector(message).stream());
    }

    /** The runs to cancel because this run begins. Runs that people created and the run itself are not among them. */
    List<TestRun> replacedBy(DueRun due) {
        return active().stream()
                .filter(run -> isOwned(run, plan) && !run.getSpec().cancelled())
                .filter(run -> !run.getMetadata().getName().equals(due.name()))
                .filter(run -> due.replaces(run.getSpec()))
                .toList();
    }

    /** The oldest ended runs, beyond the number that the plan keeps. */
    List<TestRun> surplus() {
        PlanSpec.History history = plan.getSpec().historyOrDefault();
        return Stream.concat(surplus(true, history.succeededOrDefault()), surplus(false, history.failedOrDefault()))
                .toList();
    }

    private Stream<TestRun> surplus(boolean passed, int kept) {
        List<TestRun> ended = all.stream()
                .filter(run -> isOwned(run, plan) && isEnded(run) && passed == (phase(run) == RunStatus.Phase.PASSED))
                .sorted(OLDEST_FIRST)
                .toList();
        return ended.stream().limit(Math.max(0, ended.size() - kept));
    }

    /** The run that was created last; the one in the status if that was later and is gone. */
    PlanStatus.@Nullable LastRun last(PlanStatus before) {
        return all.stream()
                .max(Comparator.comparing(ObservedRuns::created)
                        .thenComparing(run -> run.getMetadata().getName()))
                .map(run -> new PlanStatus.LastRun(run.getMetadata().getName(), created(run), trigger(run)))
                .filter(last -> before.lastRun() == null
                        || last.time().compareTo(before.lastRun().time()) >= 0)
                .orElse(before.lastRun());
    }

    static boolean isOwned(HasMetadata run, TestPlan plan) {
        return run.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> Boolean.TRUE.equals(owner.getController())
                        && owner.getUid().equals(plan.getMetadata().getUid()));
    }

    private static boolean isEnded(TestRun run) {
        RunStatus.Phase phase = phase(run);
        return phase != null && phase.isEnded();
    }

    private static RunStatus.@Nullable Phase phase(TestRun run) {
        return run.getStatus() == null ? null : run.getStatus().phase();
    }

    private static @Nullable String ended(TestRun run) {
        return run.getStatus() == null ? null : run.getStatus().endTime();
    }

    private static String created(TestRun run) {
        return Objects.requireNonNullElse(run.getMetadata().getCreationTimestamp(), "");
    }

    private static String trigger(TestRun run) {
        return run.getMetadata().getLabels() == null
                ? "manual"
                : run.getMetadata().getLabels().getOrDefault(Group.TRIGGER, "manual");
    }
}
