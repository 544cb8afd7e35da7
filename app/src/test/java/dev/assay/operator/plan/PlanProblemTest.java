package dev.assay.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Problems of a plan are reported before anything runs. */
class PlanProblemTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static final String STEP = "{name: unit, template: {spec: {containers: [{name: t, image: i}]}}}";

    private static List<PlanProblem> problems(String spec) {
        return PlanProblem.of(YAML.unmarshal(spec, PlanSpec.class), NOW);
    }

    private static String steps(String... steps) {
        return "environments: [{name: lab}]\nsteps:\n- " + String.join("\n- ", steps) + "\n";
    }

    private static String step(String name, String more) {
        return "{name: " + name + ", " + more + ", template: {spec: {containers: [{name: t, image: i}]}}}";
    }

    @Test
    void aValidPlanHasNoProblems() {
        assertThat(problems(steps(STEP, step("e2e", "dependsOn: [unit], stage: 1")) + "schedule: {cron: '@daily'}"))
                .isEmpty();
    }

    @Test
    void stepsThatWaitForEachOther() {
        assertThat(problems(
                        steps(step("a", "dependsOn: [c]"), step("b", "dependsOn: [a]"), step("c", "dependsOn: [b]"))))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.reason()).isEqualTo("InvalidDependencies");
                    assertThat(problem.message()).contains("a → c → b → a");
                });
    }

    @Test
    void aStepThatWaitsForALaterStage() {
        assertThat(problems(steps(step("early", "dependsOn: [late]"), step("late", "stage: 1"))))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("early → late → early", "lower a stage"));
    }

    @Test
    void anUnknownDependency() {
        assertThat(problems(steps(STEP, step("e2e", "dependsOn: [units]"))))
                .containsExactly(new PlanProblem(
                        "InvalidDependencies",
                        "Step e2e depends on units, which is not a step of this plan; its steps are: unit, e2e."));
    }

    @Test
    void tooManyJobs() {
        String steps = steps(step("a", "shards: 100"), step("b", "shards: 100"))
                .replace("[{name: lab}]", "[{name: l1}, {name: l2}, {name: l3}, {name: l4}, {name: l5}, {name: l6}]");
        assertThat(problems(steps)).singleElement().satisfies(problem -> {
            assertThat(problem.reason()).isEqualTo("TooLarge");
            assertThat(problem.message()).contains("6 environments", "200 shards", "1200 Jobs", "1000");
        });
        assertThat(problems(steps.replace(", {name: l6}", ""))).isEmpty();
    }

    @Test
    void schedules() {
        assertThat(problems(steps(STEP) + "schedule: {cron: 'sometimes'}"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.reason()).isEqualTo("InvalidSchedule"));
        assertThat(problems(steps(STEP) + "schedule: {cron: '0 0 31 4 *'}"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("never due"));
    }

    @Test
    void timeouts() {
        assertThat(problems(steps(step("unit", "timeout: 0s"))))
                .singleElement()
                .satisfies(problem -> assertThat(problem.reason()).isEqualTo("InvalidTimeout"));
        assertThat(problems(steps(step("unit", "timeout: 99999999999999999h"))))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("45m"));
    }

    @Test
    void aBrokenTemplateIsReadAndReported() {
        assertThat(problems(steps("{name: unit, template: {spec: {containers: nothing}}}")))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.reason()).isEqualTo("InvalidTemplate");
                    assertThat(problem.message()).contains("step unit", "is not a Pod template");
                });
        assertThat(problems(steps("{name: unit, template: {spec: {containers: [7]}}}")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.reason()).isEqualTo("InvalidTemplate"));
        assertThat(problems(steps("{name: unit, template: {}}")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("has no containers"));
    }

    @Test
    void unknownFieldsOfATemplateAreLeftToTheCluster() {
        PlanSpec spec = YAML.unmarshal(
                steps("{name: unit, template: {spec: {containers: [{name: t, imge: i}]}}}"), PlanSpec.class);
        assertThat(YAML.asJson(spec)).contains("\"imge\":\"i\"");
    }

    /** As during an upgrade, when the definitions are newer than the operator. */
    @Test
    void aPlanWithNewerFieldsCanBeRead() {
        assertThat(problems(steps(step("unit", "moods: [good]")) + "sceptre: true"))
                .isEmpty();
        assertThat(YAML.unmarshal("lastBuild: 7\nmoods: [good]", PlanStatus.class)
                        .lastBuild())
                .isEqualTo(7);
    }

    @Test
    void allProblemsAreReported() {
        assertThat(problems(steps(step("unit", "timeout: 0s, dependsOn: [x]")) + "schedule: {cron: x}"))
                .extracting(PlanProblem::reason)
                .containsExactly("InvalidDependencies", "InvalidSchedule", "InvalidTimeout");
    }
}
