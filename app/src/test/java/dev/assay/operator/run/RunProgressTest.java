package dev.assay.operator.run;

import static dev.assay.operator.run.Plans.always;
import static dev.assay.operator.run.Plans.inStage;
import static dev.assay.operator.run.Plans.plan;
import static dev.assay.operator.run.Plans.run;
import static dev.assay.operator.run.Plans.step;
import static dev.assay.operator.run.Plans.with;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run does next, in every state that it may be in. */
class RunProgressTest {
    private final List<Attempt> attempts = new ArrayList<>();

    private void had(String environment, String step, int attempt, String outcome) {
        attempts.add(new Attempt(environment, step, attempt, attempts.size() + 1, outcome, ""));
    }

    private RunProgress progress(PlanSpec plan, RunSpec run) {
        return RunProgress.of(plan, run, attempts, stepRun -> false);
    }

    private RunProgress progress(PlanSpec plan) {
        return progress(plan, run());
    }

    private static List<String> names(List<StepRun> stepRuns) {
        return stepRuns.stream()
                .map(stepRun ->
                        stepRun.step().name() + "@" + stepRun.environment().name())
                .toList();
    }

    @Test
    void everyStepBeginsInEveryEnvironment() {
        RunProgress progress = progress(plan(List.of("a", "b"), null, step("unit"), step("lint")));

        assertThat(names(progress.begin())).containsExactly("unit@a", "lint@a", "unit@b", "lint@b");
        assertThat(progress.phase()).isEqualTo(Phase.PENDING);
    }

    @Test
    void onlyWhatTheRunNamesBegins() {
        PlanSpec plan = plan(List.of("a", "b"), null, step("unit"), step("e2e", "unit"));

        assertThat(names(
                        progress(plan, run(List.of("b"), List.of("e2e"), false)).begin()))
                .containsExactly("e2e@b");
        assertThat(RunProgress.unknown(plan, run(List.of("b", "c"), List.of("load"), false)))
                .containsExactly("environment c", "step load");
    }

    @Test
    void aStepWaitsForWhatItDependsOnInItsEnvironmentOnly() {
        PlanSpec plan = plan(List.of("a", "b"), null, step("build"), step("e2e", "build"));
        had("a", "build", 1, "PASSED");
        had("b", "build", 1, null);

        RunProgress progress = progress(plan);

        assertThat(names(progress.begin())).containsExactly("e2e@a");
        assertThat(names(progress.open())).containsExactly("build@b");
        assertThat(progress.phase()).isEqualTo(Phase.RUNNING);
    }

    @Test
    void aStageWaitsForLowerOnesInAllEnvironments() {
        PlanSpec plan = plan(List.of("a", "b"), null, step("build"), inStage(step("e2e"), 1));
        had("a", "build", 1, "PASSED");
        had("b", "build", 1, null);
        assertThat(progress(plan).begin()).isEmpty();

        attempts.removeLast();
        had("b", "build", 1, "FAILED");

        // Success counts separately in each environment
        assertThat(names(progress(plan).begin())).containsExactly("e2e@a");
    }

    @Test
    void stepsThatWaitForAFailedOrSkippedStepAreSkipped() {
        PlanSpec plan = plan(step("build"), step("e2e", "build"), step("report", "e2e"), always(step("clean", "e2e")));
        had("lab", "build", 1, "FAILED");

        RunProgress progress = progress(plan);

        assertThat(progress.stepRuns())
                .extracting(stepRun -> stepRun.step().name(), StepRun::phase)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("build", Phase.FAILED),
                        org.assertj.core.groups.Tuple.tuple("e2e", Phase.SKIPPED),
                        org.assertj.core.groups.Tuple.tuple("report", Phase.SKIPPED),
                        org.assertj.core.groups.Tuple.tuple("clean", Phase.PENDING));
        assertThat(names(progress.begin())).containsExactly("clean@lab");

        had("lab", "clean", 1, "PASSED");
        assertThat(progress(plan).isOver()).isTrue();
        assertThat(progress(plan).phase()).isEqualTo(Phase.FAILED);
    }

    @Test
    void aFailedStepIsRetriedAsOftenAsThePlanAllows() {
        PlanSpec plan = plan(with(step("flaky"), null, 1, 2), step("after", "flaky"));
        had("lab", "flaky", 1, "FAILED");
        assertThat(progress(plan).begin()).extracting(StepRun::nextAttempt).containsExactly(2);

        had("lab", "flaky", 2, "ABORTED");
        assertThat(progress(plan).begin()).extracting(StepRun::nextAttempt).containsExactly(3);

        had("lab", "flaky", 3, "FAILED");
        assertThat(progress(plan).begin()).isEmpty();
        assertThat(progress(plan).phase()).isEqualTo(Phase.FAILED);

        attempts.removeLast();
        had("lab", "flaky", 3, "PASSED");
        assertThat(names(progress(plan).begin())).containsExactly("after@lab");
    }

    @Test
    void noMoreJobsAreActiveThanThePlanAllows() {
        PlanSpec plan = plan(List.of("lab"), 3, with(step("wide"), null, 2, 0), step("one"), step("two"));

        assertThat(names(progress(plan).begin())).containsExactly("wide@lab", "one@lab");

        had("lab", "wide", 1, null);
        had("lab", "one", 1, null);
        assertThat(progress(plan).begin()).isEmpty();

        PlanSpec narrow = plan(List.of("lab"), 1, with(step("wide"), null, 2, 0));
        attempts.clear();
        assertThat(names(progress(narrow).begin()))
                .as("more shards than that run alone")
                .containsExactly("wide@lab");
    }

    @Test
    void aCancelledRunBeginsNothing() {
        PlanSpec plan = plan(with(step("unit"), null, 1, 5), step("e2e", "unit"), step("lint"));
        had("lab", "unit", 1, "FAILED");
        had("lab", "lint", 1, null);

        RunProgress progress = RunProgress.of(plan, run(null, null, true), attempts, stepRun -> true);

        assertThat(progress.begin()).isEmpty();
        assertThat(names(progress.end())).containsExactly("lint@lab");
        assertThat(progress.stepRuns())
                .extracting(StepRun::phase)
                .containsExactly(Phase.FAILED, Phase.CANCELLED, Phase.RUNNING);
    }

    @Test
    void stepsThatWaitForEachOtherAreStuck() {
        PlanSpec plan = plan(step("a", "b"), step("b", "a"));

        assertThat(progress(plan).isStuck()).isTrue();
        assertThat(progress(plan(step("a"))).isStuck()).isFalse();
    }

    /** Any plan without a cycle ends, never begins a step too early, and never begins an attempt twice. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void anyPlanEnds(long seed) {
        Random random = new Random(seed);
        PlanSpec plan = any(random);
        Set<String> begun = new HashSet<>();
        int rounds = 0;
        while (!progress(plan).isOver()) {
            RunProgress progress = progress(plan);
            assertThat(progress.isStuck()).as("seed %d, %s", seed, attempts).isFalse();
            for (StepRun stepRun : progress.begin()) {
                assertThat(begun.add(
                                stepRun.step().name() + stepRun.environment().name() + stepRun.nextAttempt()))
                        .isTrue();
                assertThat(before(plan, progress.stepRuns(), stepRun))
                        .as("all before %s", stepRun.step().name())
                        .allMatch(other -> other.phase().isEnded());
                had(stepRun.environment().name(), stepRun.step().name(), stepRun.nextAttempt(), null);
            }
            endOne(random);
            assertThat(++rounds).isLessThan(2000);
        }
        assertThat(progress(plan).open()).isEmpty();
    }

    private static PlanSpec any(Random random) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            List<String> before = new ArrayList<>();
            for (int j = 0; j < i; j++) {
                if (random.nextInt(4) == 0) {
                    before.add("s" + j);
                }
            }
            // A stage that is not lower than those of its dependencies
            Step step = inStage(step("s" + i, before.toArray(String[]::new)), i / 3);
            steps.add(
                    with(random.nextInt(4) == 0 ? always(step) : step, null, 1 + random.nextInt(3), random.nextInt(3)));
        }
        return plan(List.of("a", "b"), random.nextBoolean() ? 3 : null, steps.toArray(Step[]::new));
    }

    private static List<StepRun> before(PlanSpec plan, List<StepRun> stepRuns, StepRun stepRun) {
        return stepRuns.stream()
                .filter(other -> other.step().stageOrDefault() < stepRun.step().stageOrDefault()
                        || (stepRun.step().dependencies().contains(other.step().name())
                                && other.environment().equals(stepRun.environment())))
                .toList();
    }

    private void endOne(Random random) {
        Map<String, Integer> open = new HashMap<>();
        for (int i = 0; i < attempts.size(); i++) {
            if (attempts.get(i).isOpen()) {
                open.put(attempts.get(i).step() + attempts.get(i).environment(), i);
            }
        }
        open.values().stream().min(Comparator.naturalOrder()).ifPresent(index -> {
            Attempt was = attempts.get(index);
            String outcome = List.of("PASSED", "PASSED", "FAILED", "ABORTED").get(random.nextInt(4));
            attempts.set(
                    index, new Attempt(was.environment(), was.step(), was.attempt(), was.execution(), outcome, ""));
        });
    }
}
