package dev.assay.operator.trigger;

import dev.assay.artefact.build.BuildFilter;
import dev.assay.artefact.build.Builds;
import dev.assay.artefact.build.FoundBuild;
import dev.assay.operator.plan.Environment;
import dev.assay.operator.plan.PlanSpec;
import dev.assay.operator.plan.PlanSpec.ArtefactSelector;
import dev.assay.operator.plan.TestPlan;
import dev.assay.rerun.PlanEnvironment;
import dev.assay.rerun.RequestedRerun;
import dev.assay.rerun.Reruns;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks the database what is due for a plan. */
@Singleton
@Requires(property = "assay.operator.enabled", value = "true")
class DueWork {
    /** How many runs one trigger of a plan may begin at once. More builds and requests wait for the next look. */
    static final int MOST = 50;

    private static final Comparator<TestPlan> OLDEST_FIRST = Comparator.comparing((TestPlan plan) ->
                    Objects.requireNonNullElse(plan.getMetadata().getCreationTimestamp(), ""))
            .thenComparing(plan -> plan.getMetadata().getNamespace())
            .thenComparing(plan -> plan.getMetadata().getName());

    private final Builds builds;
    private final Reruns reruns;

    DueWork(Builds builds, Reruns reruns) {
        this.builds = builds;
        this.reruns = reruns;
    }

    /**
     * @param scheduleState null without a schedule
     * @param cursor null unless new builds begin runs
     * @param answered ids of requests that got a run before
     * @param all plans of the cluster
     */
    Found find(
            TestPlan plan,
            @Nullable ScheduleState scheduleState,
            @Nullable BuildCursor cursor,
            List<Long> answered,
            Collection<TestPlan> all) {
        Instant due = scheduleState == null ? null : scheduleState.due();
        DueRuns dueRuns = due == null ? DueRuns.NONE : scheduled(plan, due);
        List<FoundBuild> newBuilds = cursor == null
                ? List.of()
                : builds.since(filter(plan.getSpec()), cursor.last(), cursor.beyond(), cursor.room(MOST) + 1);
        List<DueRun> ofBuilds = cursor == null
                ? List.of()
                : DueRun.ofBuilds(
                        plan, newBuilds.stream().limit(cursor.room(MOST)).toList());
        Set<Long> pending = reruns.stillPending(answered);
        List<DueRun> ofReruns = plan.getSpec().answersReruns() ? reruns(plan, all, pending) : List.of();
        return new Found(
                new DueRuns(dueRuns.scheduled(), dueRuns.leftOut(), ofBuilds, ofReruns),
                newBuilds.stream().map(FoundBuild::id).toList(),
                pending);
    }

    /**
     * @param builds ids of builds that concern the plan and were not handled
     * @param pending ids of the requests that got a run and are still pending
     */
    record Found(DueRuns dueRuns, List<Long> builds, Set<Long> pending) {}

    private DueRuns scheduled(TestPlan plan, Instant due) {
        Builds.Newest newest = builds.newest(filter(plan.getSpec()), MOST);
        List<DueRun> runs = DueRun.scheduled(plan, due, newest.builds());
        int more = Math.max(0, newest.artefacts() - MOST) + Math.max(0, runs.size() - MOST);
        return new DueRuns(runs.stream().limit(MOST).toList(), more, List.of(), List.of());
    }

    private List<DueRun> reruns(TestPlan plan, Collection<TestPlan> all, Set<Long> pending) {
        Set<PlanEnvironment> places = new HashSet<>(DueRun.places(plan));
        all.stream()
                .filter(other ->
                        OLDEST_FIRST.compare(other, plan) < 0 && other.getSpec().answersReruns())
                .filter(other -> other.getMetadata().getDeletionTimestamp() == null)
                .forEach(older -> DueRun.places(older).forEach(places::remove));
        int room = Math.max(0, Math.min(MOST, BuildCursor.MOST_BEYOND - pending.size()));
        if (places.isEmpty() || room == 0) {
            return List.of();
        }
        List<RequestedRerun> wanted = reruns.pendingIn(places, pending, room);
        return DueRun.ofReruns(
                plan,
                wanted,
                builds.byId(
                        wanted.stream().map(RequestedRerun::build).distinct().toList()));
    }

    private static BuildFilter filter(PlanSpec spec) {
        ArtefactSelector selector = Objects.requireNonNull(spec.artefacts(), "the schema asks for it");
        return new BuildFilter(
                selector.family(),
                Objects.requireNonNullElse(selector.names(), List.of()),
                Objects.requireNonNullElse(selector.stages(), List.of()),
                spec.environments().stream()
                        .map(Environment::architectureOrDefault)
                        .distinct()
                        .toList());
    }
}
