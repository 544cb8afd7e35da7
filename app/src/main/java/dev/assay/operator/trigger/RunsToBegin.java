package dev.assay.operator.trigger;

import dev.assay.operator.plan.PlanSpec.Concurrency;
import dev.assay.operator.resource.RunSpec;
import dev.assay.operator.resource.TestRun;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Decides which of the due runs begin now.
 *
 * @param begin the runs, in the order in which they begin
 * @param scheduled true if this handles the due time of the schedule
 * @param builds ids of builds that this handles: they get a run, or another run tests them
 * @param reruns ids of the rerun requests that get a run
 */
record RunsToBegin(List<DueRun> begin, boolean scheduled, Set<Long> builds, Set<Long> reruns) {
    static final RunsToBegin NOTHING = new RunsToBegin(List.of(), false, Set.of(), Set.of());

    /** @param last the trigger of the last run; see {@link Trigger#after} */
    static RunsToBegin of(DueRuns dueRuns, Concurrency concurrency, ObservedRuns runs, String last) {
        return switch (concurrency) {
            case ALLOW -> all(dueRuns, runs, false);
            case REPLACE -> all(dueRuns, runs, true);
            case FORBID -> one(dueRuns, runs, last);
        };
    }

    private static RunsToBegin all(DueRuns dueRuns, ObservedRuns runs, boolean onlyNewest) {
        List<DueRun> due = new ArrayList<>(dueRuns.scheduled() == null ? List.of() : dueRuns.scheduled());
        dueRuns.builds().stream().filter(build -> !isTested(build, runs)).forEach(due::add);
        due.addAll(dueRuns.reruns());
        return new RunsToBegin(
                missing(onlyNewest ? newest(due) : due, runs),
                dueRuns.scheduled() != null,
                keys(dueRuns.builds()),
                keys(dueRuns.reruns()));
    }

    /** Begins runs one after the other, except that all runs of one scheduled time begin together. */
    private static RunsToBegin one(DueRuns dueRuns, ObservedRuns runs, String last) {
        if (!runs.active().isEmpty()) {
            return NOTHING;
        }
        Set<Long> builds = new HashSet<>();
        boolean scheduled = false;
        for (Trigger trigger : Trigger.after(last)) {
            switch (trigger) {
                case SCHEDULE -> {
                    if (dueRuns.scheduled() != null) {
                        scheduled = true;
                        List<DueRun> due = missing(dueRuns.scheduled(), runs);
                        if (!due.isEmpty()) {
                            return new RunsToBegin(due, true, builds, Set.of());
                        }
                    }
                }
                case ARTEFACT -> {
                    for (DueRun build : dueRuns.builds()) {
                        builds.add(build.key());
                        if (!isTested(build, runs)) {
                            return new RunsToBegin(List.of(build), scheduled, builds, Set.of());
                        }
                    }
                }
                case RERUN -> {
                    List<DueRun> due = missing(dueRuns.reruns(), runs);
                    if (!due.isEmpty()) {
                        return new RunsToBegin(
                                List.of(due.getFirst()),
                                scheduled,
                                builds,
                                Set.of(due.getFirst().key()));
                    }
                }
            }
        }
        return new RunsToBegin(List.of(), scheduled, builds, Set.of());
    }

    /** True if a run of the plan tests the build already, so that it needs no other. */
    private static boolean isTested(DueRun build, ObservedRuns runs) {
        return runs.all().stream()
                .filter(run -> !run.getSpec().cancelled())
                .anyMatch(run -> build.isPartOf(run.getSpec()));
    }

    /** The due runs that do not exist yet. */
    private static List<DueRun> missing(List<DueRun> due, ObservedRuns runs) {
        Set<String> there = runs.all().stream()
                .map(TestRun::getMetadata)
                .map(metadata -> metadata.getName())
                .collect(Collectors.toSet());
        return due.stream().filter(run -> !there.contains(run.name())).toList();
    }

    /** The due runs without those that a later one would replace at once. */
    private static List<DueRun> newest(List<DueRun> due) {
        return IntStream.range(0, due.size())
                .filter(i ->
                        due.subList(i + 1, due.size()).stream().noneMatch(later -> later.replaces(spec(due.get(i)))))
                .mapToObj(due::get)
                .toList();
    }

    private static RunSpec spec(DueRun due) {
        return new RunSpec(new RunSpec.PlanRef(""), due.artefact(), due.environments(), due.steps(), null);
    }

    private static Set<Long> keys(List<DueRun> due) {
        return due.stream().map(DueRun::key).collect(Collectors.toSet());
    }
}
