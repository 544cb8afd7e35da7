package dev.assay.operator.trigger;

import dev.assay.operator.plan.PlanSpec.Concurrency;
import dev.assay.operator.run.RunSpec;
import dev.assay.operator.run.TestRun;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which of the due runs begin now.
 *
 * @param begin in this order
 * @param scheduled whether the schedule is dealt with
 * @param builds ids of builds that are dealt with: they get a run, or another run tests them
 * @param reruns ids of requests that get a run
 */
record RunsToBegin(List<DueRun> begin, boolean scheduled, Set<Long> builds, Set<Long> reruns) {
    static final RunsToBegin NOTHING = new RunsToBegin(List.of(), false, Set.of(), Set.of());

    /** @param last what the last run began by; see {@link Trigger#after} */
    static RunsToBegin of(DueRuns wishes, Concurrency concurrency, ObservedRuns runs, String last) {
        return switch (concurrency) {
            case ALLOW -> all(wishes, runs, false);
            case REPLACE -> all(wishes, runs, true);
            case FORBID -> one(wishes, runs, last);
        };
    }

    private static RunsToBegin all(DueRuns wishes, ObservedRuns runs, boolean onlyNewest) {
        List<DueRun> due = new ArrayList<>(wishes.scheduled() == null ? List.of() : wishes.scheduled());
        wishes.builds().stream().filter(build -> !isTested(build, runs)).forEach(due::add);
        due.addAll(wishes.reruns());
        return new RunsToBegin(
                missing(onlyNewest ? newest(due) : due, runs),
                wishes.scheduled() != null,
                keys(wishes.builds()),
                keys(wishes.reruns()));
    }

    /** One after the other; what is due for one time of the schedule begins together. */
    private static RunsToBegin one(DueRuns wishes, ObservedRuns runs, String last) {
        if (!runs.active().isEmpty()) {
            return NOTHING;
        }
        Set<Long> builds = new HashSet<>();
        boolean scheduled = false;
        for (Trigger trigger : Trigger.after(last)) {
            switch (trigger) {
                case SCHEDULE -> {
                    if (wishes.scheduled() != null) {
                        scheduled = true;
                        List<DueRun> due = missing(wishes.scheduled(), runs);
                        if (!due.isEmpty()) {
                            return new RunsToBegin(due, true, builds, Set.of());
                        }
                    }
                }
                case ARTEFACT -> {
                    for (DueRun build : wishes.builds()) {
                        builds.add(build.key());
                        if (!isTested(build, runs)) {
                            return new RunsToBegin(List.of(build), scheduled, builds, Set.of());
                        }
                    }
                }
                case RERUN -> {
                    List<DueRun> due = missing(wishes.reruns(), runs);
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

    /** A run of the plan that made the build, or had it among its own, is not followed by another. */
    private static boolean isTested(DueRun build, ObservedRuns runs) {
        return runs.all().stream()
                .filter(run -> !run.getSpec().cancelled())
                .anyMatch(run -> build.isPartOf(run.getSpec()));
    }

    /** Without those that were begun before and are there. */
    private static List<DueRun> missing(List<DueRun> due, ObservedRuns runs) {
        Set<String> there = runs.all().stream()
                .map(TestRun::getMetadata)
                .map(metadata -> metadata.getName())
                .collect(Collectors.toSet());
        return due.stream().filter(run -> !there.contains(run.name())).toList();
    }

    /** Without those that a later one would replace at once. */
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
