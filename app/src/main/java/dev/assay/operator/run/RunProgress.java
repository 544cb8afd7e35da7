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
 * Where a run is, and what is to be done next: a function of the plan, of what was asked for and of what is seen.
 *
 * @param cells every step in every environment of the run, in the order of the plan
 * @param begin tries to begin now
 * @param end open tries all of whose Jobs have ended, or that a cancelled run has no Jobs of any more
 * @param open tries that go on
 */
record RunProgress(List<StepRun> cells, List<StepRun> begin, List<StepRun> end, List<StepRun> open) {

    RunProgress {
        cells = List.copyOf(cells);
        begin = List.copyOf(begin);
        end = List.copyOf(end);
        open = List.copyOf(open);
    }

    /** Names of environments and steps that the run asks for and the plan does not have; empty when all is well. */
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
     * @param attempts of the run, older ones first
     * @param ended tells whether all Jobs of an open try have ended; of a cancelled run, whether none is active
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

    /** Whether an open try has come to its end. */
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

    /** Skips what waits for something that did not pass, and what waits for that. */
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

    /** Whether all that it waits for has ended: dependencies in its environment, lower stages everywhere. */
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
            // One with more shards than may be active runs alone
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

    /** Nothing goes on and nothing can begin, though not all has ended: the plan waits for itself. */
    boolean isStuck() {
        return !isOver() && begin.isEmpty() && open.isEmpty();
    }

    /** Of the whole run. */
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
