package dev.assay.operator.run;

import dev.assay.operator.plan.Environment;
import dev.assay.operator.plan.PlanSpec;
import dev.assay.operator.plan.Step;
import dev.assay.operator.run.RunStatus.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a run and what to do next, computed from the plan, the run's spec, and its attempts and Jobs.
 *
 * @param cells every step in every environment of the run, in the order of the plan
 * @param begin steps whose next attempt begins now
 * @param end steps whose open attempt ends now: all its Jobs have ended, or the run is cancelled and no Job is active
 * @param open steps that have an open attempt
 */
record RunProgress(List<StepRun> cells, List<StepRun> begin, List<StepRun> end, List<StepRun> open) {

    RunProgress {
        cells = List.copyOf(cells);
        begin = List.copyOf(begin);
        end = List.copyOf(end);
        open = List.copyOf(open);
    }

    /** The environments and steps that the run names and the plan does not have; empty if there are none. */
    static List<String> unknown(PlanSpec plan, RunSpec run) {
        Set<String> environments = new HashSet<>();
        plan.environments().forEach(environment -> environments.add(environment.name()));
        Set<String> steps = new HashSet<>();
        plan.steps().forEach(step -> steps.add(step.name()));
        List<String> unknown = new ArrayList<>();
        orEmpty(run.environments()).stream()
                .filter(name -> !environments.contains(name))
                .forEach(name -> unknown.add("environment " + name));
        orEmpty(run.steps()).stream()
                .filter(name -> !steps.contains(name))
                .forEach(name -> unknown.add("step " + name));
        return unknown;
    }

    /**
     * @param attempts the attempts of the run, older ones first
     * @param ended true if all Jobs of an open attempt have ended; in a cancelled run, if none is active
     */
    static RunProgress of(PlanSpec plan, RunSpec run, List<Attempt> attempts, Ended ended) {
        Map<String, Attempt> last = new HashMap<>();
        attempts.forEach(attempt -> last.put(key(attempt.environment(), attempt.step()), attempt));
        List<StepRun> cells = new ArrayList<>();
        for (Environment environment : plan.environments()) {
            if (run.environments() == null || run.environments().contains(environment.name())) {
                for (Step step : plan.steps()) {
                    if (run.steps() == null || run.steps().contains(step.name())) {
                        cells.add(cell(environment, step, last.get(key(environment.name(), step.name())), run));
                    }
                }
            }
        }
        settle(cells, run);
        List<StepRun> open = cells.stream()
                .filter(cell -> cell.last() != null && cell.last().isOpen())
                .toList();
        List<StepRun> ending = open.stream().filter(ended::test).toList();
        return new RunProgress(cells, run.cancelled() ? List.of() : begin(plan, cells, open), ending, open);
    }

    /** Says if the open attempt of a step has ended. */
    interface Ended {
        boolean test(StepRun cell);
    }

    private static StepRun cell(Environment environment, Step step, @Nullable Attempt last, RunSpec run) {
        if (last == null) {
            return new StepRun(environment, step, null, run.cancelled() ? Phase.CANCELLED : Phase.PENDING);
        }
        Phase phase = last.phase();
        boolean again = (phase == Phase.FAILED || phase == Phase.ABORTED)
                && last.attempt() <= step.retriesOrDefault()
                && !run.cancelled();
        return new StepRun(environment, step, last, again ? Phase.PENDING : phase);
    }

    /** Skips steps that wait for a step that did not pass, and in turn those that wait for skipped ones. */
    private static void settle(List<StepRun> cells, RunSpec run) {
        boolean changed = !run.cancelled();
        while (changed) {
            changed = false;
            for (int i = 0; i < cells.size(); i++) {
                StepRun cell = cells.get(i);
                if (cell.phase() == Phase.PENDING && cell.last() == null && isBlocked(cell, cells)) {
                    cells.set(i, cell.in(Phase.SKIPPED));
                    changed = true;
                }
            }
        }
    }

    private static boolean isBlocked(StepRun cell, List<StepRun> cells) {
        return !cell.step().runsAlways()
                && mayBegin(cell, cells)
                && cells.stream()
                        .anyMatch(other -> isBefore(other, cell)
                                && other.environment()
                                        .name()
                                        .equals(cell.environment().name())
                                && other.phase() != Phase.PASSED);
    }

    /** True if all that the step waits for has ended: its dependencies in its environment, and lower stages in all environments. */
    private static boolean mayBegin(StepRun cell, List<StepRun> cells) {
        return cells.stream()
                .filter(other -> isBefore(other, cell))
                .allMatch(other -> other.phase().isEnded());
    }

    private static boolean isBefore(StepRun other, StepRun cell) {
        boolean depended = cell.step().dependencies().contains(other.step().name())
                && other.environment().name().equals(cell.environment().name());
        return depended || other.step().stageOrDefault() < cell.step().stageOrDefault();
    }

    private static List<StepRun> begin(PlanSpec plan, List<StepRun> cells, List<StepRun> open) {
        int most = Objects.requireNonNullElse(plan.parallelism(), Integer.MAX_VALUE);
        int active =
                open.stream().mapToInt(cell -> cell.step().shardsOrDefault()).sum();
        List<StepRun> begin = new ArrayList<>();
        List<StepRun> ready = cells.stream()
                .filter(cell -> cell.phase() == Phase.PENDING && mayBegin(cell, cells))
                .sorted(Comparator.comparingInt(cell -> cell.step().stageOrDefault()))
                .toList();
        for (StepRun cell : ready) {
            int shards = cell.step().shardsOrDefault();
            // A step with more shards than may be active runs alone
            if (active == 0 || active + shards <= most) {
                begin.add(cell);
                active += shards;
            }
        }
        return begin;
    }

    boolean isOver() {
        return cells.stream().allMatch(cell -> cell.phase().isEnded());
    }

    /** True if not all steps have ended, but none is running and none can begin: steps of the plan wait for each other. */
    boolean isStuck() {
        return !isOver() && begin.isEmpty() && open.isEmpty();
    }

    /** The phase of the whole run. */
    Phase phase() {
        if (cells.stream().anyMatch(cell -> !cell.phase().isEnded())) {
            return cells.stream().allMatch(cell -> cell.last() == null) ? Phase.PENDING : Phase.RUNNING;
        }
        for (Phase worst : List.of(Phase.CANCELLED, Phase.FAILED, Phase.ABORTED)) {
            if (cells.stream().anyMatch(cell -> cell.phase() == worst)) {
                return worst;
            }
        }
        return Phase.PASSED;
    }

    private static String key(String environment, String step) {
        return step + '/' + environment;
    }

    private static List<String> orEmpty(@Nullable List<String> names) {
        return names == null ? List.of() : names;
    }
}
