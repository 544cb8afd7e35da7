package dev.assay.operator.run;

import dev.assay.operator.plan.Environment;
import dev.assay.operator.plan.PlanSpec;
import dev.assay.operator.plan.Step;
import dev.assay.operator.resource.RunSpec;
import dev.assay.operator.resource.RunStatus.Phase;
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
 * @param stepRuns every step in every environment of the run, in the order of the plan
 * @param begin steps whose next attempt begins now
 * @param end steps whose open attempt ends now: all its Jobs have ended, or the run is cancelled and no Job is active
 * @param open steps that have an open attempt
 */
record RunProgress(List<StepRun> stepRuns, List<StepRun> begin, List<StepRun> end, List<StepRun> open) {

    RunProgress {
        stepRuns = List.copyOf(stepRuns);
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
        List<StepRun> stepRuns = new ArrayList<>();
        for (Environment environment : plan.environments()) {
            if (run.environments() == null || run.environments().contains(environment.name())) {
                for (Step step : plan.steps()) {
                    if (run.steps() == null || run.steps().contains(step.name())) {
                        stepRuns.add(stepRun(environment, step, last.get(key(environment.name(), step.name())), run));
                    }
                }
            }
        }
        settle(stepRuns, run);
        List<StepRun> open = stepRuns.stream()
                .filter(stepRun -> stepRun.last() != null && stepRun.last().isOpen())
                .toList();
        List<StepRun> ending = open.stream().filter(ended::test).toList();
        return new RunProgress(stepRuns, run.cancelled() ? List.of() : begin(plan, stepRuns, open), ending, open);
    }

    /** Says if the open attempt of a step has ended. */
    interface Ended {
        boolean test(StepRun stepRun);
    }

    private static StepRun stepRun(Environment environment, Step step, @Nullable Attempt last, RunSpec run) {
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
    private static void settle(List<StepRun> stepRuns, RunSpec run) {
        boolean changed = !run.cancelled();
        while (changed) {
            changed = false;
            for (int i = 0; i < stepRuns.size(); i++) {
                StepRun stepRun = stepRuns.get(i);
                if (stepRun.phase() == Phase.PENDING && stepRun.last() == null && isBlocked(stepRun, stepRuns)) {
                    stepRuns.set(i, stepRun.in(Phase.SKIPPED));
                    changed = true;
                }
            }
        }
    }

    private static boolean isBlocked(StepRun stepRun, List<StepRun> stepRuns) {
        return !stepRun.step().runsAlways()
                && mayBegin(stepRun, stepRuns)
                && stepRuns.stream()
                        .anyMatch(other -> isBefore(other, stepRun)
                                && other.environment()
                                        .name()
                                        .equals(stepRun.environment().name())
                                && other.phase() != Phase.PASSED);
    }

    /** True if all that the step waits for has ended: its dependencies in its environment, and lower stages in all environments. */
    private static boolean mayBegin(StepRun stepRun, List<StepRun> stepRuns) {
        return stepRuns.stream()
                .filter(other -> isBefore(other, stepRun))
                .allMatch(other -> other.phase().isEnded());
    }

    private static boolean isBefore(StepRun other, StepRun stepRun) {
        boolean depended = stepRun.step().dependencies().contains(other.step().name())
                && other.environment().name().equals(stepRun.environment().name());
        return depended || other.step().stageOrDefault() < stepRun.step().stageOrDefault();
    }

    private static List<StepRun> begin(PlanSpec plan, List<StepRun> stepRuns, List<StepRun> open) {
        int most = Objects.requireNonNullElse(plan.parallelism(), Integer.MAX_VALUE);
        int active = open.stream()
                .mapToInt(stepRun -> stepRun.step().shardsOrDefault())
                .sum();
        List<StepRun> begin = new ArrayList<>();
        List<StepRun> ready = stepRuns.stream()
                .filter(stepRun -> stepRun.phase() == Phase.PENDING && mayBegin(stepRun, stepRuns))
                .sorted(Comparator.comparingInt(stepRun -> stepRun.step().stageOrDefault()))
                .toList();
        for (StepRun stepRun : ready) {
            int shards = stepRun.step().shardsOrDefault();
            // A step with more shards than may be active runs alone
            if (active == 0 || active + shards <= most) {
                begin.add(stepRun);
                active += shards;
            }
        }
        return begin;
    }

    boolean isOver() {
        return stepRuns.stream().allMatch(stepRun -> stepRun.phase().isEnded());
    }

    /** True if not all steps have ended, but none is running and none can begin: steps of the plan wait for each other. */
    boolean isStuck() {
        return !isOver() && begin.isEmpty() && open.isEmpty();
    }

    /** The phase of the whole run. */
    Phase phase() {
        if (stepRuns.stream().anyMatch(stepRun -> !stepRun.phase().isEnded())) {
            return stepRuns.stream().allMatch(stepRun -> stepRun.last() == null) ? Phase.PENDING : Phase.RUNNING;
        }
        for (Phase worst : List.of(Phase.CANCELLED, Phase.FAILED, Phase.ABORTED)) {
            if (stepRuns.stream().anyMatch(stepRun -> stepRun.phase() == worst)) {
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
