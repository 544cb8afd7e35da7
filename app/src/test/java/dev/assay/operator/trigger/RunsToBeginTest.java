package dev.assay.operator.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.artefact.ArtefactKey;
import dev.assay.artefact.build.FoundBuild;
import dev.assay.operator.plan.PlanSpec.Concurrency;
import dev.assay.operator.plan.TestPlan;
import dev.assay.operator.resource.RunSpec;
import dev.assay.operator.resource.RunStatus.Phase;
import dev.assay.operator.resource.TestRun;
import dev.assay.rerun.PlanEnvironment;
import dev.assay.rerun.RequestedRerun;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which due runs begin, given the runs that exist. */
class RunsToBeginTest {
    private static final Instant FOUR = Instant.parse("2026-11-21T04:00:00Z");
    private static final String TIME = "2026-11-21T03:00:00Z";
    private final TestPlan plan = PlanTexts.plan("""
            artefacts: {family: generic}
            schedule: {cron: '@daily'}
            onNewArtefact: true
            """);

    private static FoundBuild build(long id, String name, String version) {
        return new FoundBuild(id, "amd64", null, new ArtefactKey.Generic(name, version), 1);
    }

    private List<DueRun> builds(FoundBuild... builds) {
        return DueRun.ofBuilds(plan, List.of(builds));
    }

    private List<DueRun> scheduled(FoundBuild... builds) {
        return DueRun.scheduled(plan, FOUR, List.of(builds));
    }

    private List<DueRun> reruns(FoundBuild... builds) {
        List<RequestedRerun> wanted = List.of(builds).stream()
                .map(build -> new RequestedRerun(
                        build.id() * 10, new PlanEnvironment("nightly/unit", "lab", "amd64"), build.id()))
                .toList();
        return DueRun.ofReruns(plan, wanted, List.of(builds));
    }

    private RunsToBegin toBegin(DueRuns dueRuns, Concurrency concurrency, TestRun... runs) {
        return RunsToBegin.of(dueRuns, concurrency, new ObservedRuns(plan, List.of(runs)), "");
    }

    private static List<String> names(RunsToBegin toBegin) {
        return toBegin.begin().stream().map(DueRun::name).toList();
    }

    @Test
    void namesFollowFromWhatRunsAreFor() {
        assertThat(builds(build(7, "web", "1"))).extracting(DueRun::name).containsExactly("nightly-build-7");
        assertThat(reruns(build(7, "web", "1"))).extracting(DueRun::name).containsExactly("nightly-rerun-70");
        DueRun web = scheduled(build(7, "web", "1")).getFirst();
        assertThat(web.name())
                .matches("nightly-202611210400-web-[a-z0-9-]*-[0-9a-f]{8}")
                .hasSizeLessThan(58);
        assertThat(scheduled(build(8, "web", "2")).getFirst().name())
                .as("of one thing there is one run at a time of the schedule, whatever its version")
                .isEqualTo(web.name());
        assertThat(scheduled(build(7, "api", "1")).getFirst().name()).isNotEqualTo(web.name());
        TestPlan longName = PlanTexts.plan("n".repeat(200), plan.getSpec(), TIME, 1);
        assertThat(DueRun.ofBuilds(longName, List.of(build(7, "web", "1")))
                        .getFirst()
                        .name())
                .hasSizeLessThan(58)
                .matches("n+-[0-9a-f]{8}");
    }

    @Test
    void aRunIsOwnedAndLabelled() {
        TestRun run = builds(build(7, "web", "1")).getFirst().resource(plan);
        assertThat(run.getMetadata().getOwnerReferences()).singleElement().satisfies(owner -> {
            assertThat(owner.getKind()).isEqualTo("TestPlan");
            assertThat(owner.getUid()).isEqualTo("uid-of-nightly");
            assertThat(owner.getController()).isTrue();
        });
        assertThat(run.getMetadata().getLabels())
                .containsEntry("assay.dev/plan", "nightly")
                .containsEntry("assay.dev/trigger", "artefact")
                .containsEntry("app.kubernetes.io/managed-by", "assay-operator");
        assertThat(run.getMetadata().getFinalizers()).isEmpty();
        assertThat(PlanTexts.YAML.asJson(run.getSpec()))
                .isEqualTo(
                        "{\"planRef\":{\"name\":\"nightly\"},\"artefact\":{\"family\":\"generic\",\"name\":\"web\",\"version\":\"1\"}}");
    }

    @Test
    void allowBeginsAllRunsWhileOthersAreActive() {
        DueRuns dueRuns = new DueRuns(
                scheduled(build(1, "web", "1"), build(2, "api", "1")),
                3,
                builds(build(3, "db", "1"), build(4, "db", "2")),
                reruns(build(5, "cli", "1")));
        TestRun other = PlanTexts.run(builds(build(9, "x", "1")).getFirst(), plan, Phase.RUNNING, TIME);
        RunsToBegin toBegin = toBegin(dueRuns, Concurrency.ALLOW, other);
        assertThat(names(toBegin)).hasSize(5);
        assertThat(toBegin.scheduled()).isTrue();
        assertThat(toBegin.builds()).containsExactlyInAnyOrder(3L, 4L);
        assertThat(toBegin.reruns()).containsExactly(50L);
    }

    @ParameterizedTest
    @EnumSource(Concurrency.class)
    void anExistingRunDoesNotBeginAgain(Concurrency concurrency) {
        List<DueRun> due = builds(build(3, "db", "1"));
        List<DueRun> scheduled = scheduled(build(1, "web", "1"));
        RunsToBegin toBegin = toBegin(
                new DueRuns(scheduled, 0, due, reruns(build(5, "cli", "1"))),
                concurrency,
                PlanTexts.run(due.getFirst(), plan, Phase.PASSED, TIME),
                PlanTexts.run(scheduled.getFirst(), plan, Phase.FAILED, TIME),
                PlanTexts.run(reruns(build(5, "cli", "1")).getFirst(), plan, Phase.FAILED, TIME));
        assertThat(toBegin.begin()).isEmpty();
        assertThat(toBegin.scheduled()).isTrue();
        assertThat(toBegin.builds()).containsExactly(3L);
    }

    @Test
    void aBuildThatARunOfThePlanMadeIsTested() {
        TestRun manual = new TestRun();
        manual.getMetadata().setName("by-hand");
        manual.setSpec(new RunSpec(
                new RunSpec.PlanRef("nightly"),
                builds(build(1, "web", "1")).getFirst().artefact(),
                null,
                null,
                null));
        RunsToBegin toBegin = toBegin(
                new DueRuns(null, 0, builds(build(1, "web", "1"), build(2, "web", "2")), List.of()),
                Concurrency.ALLOW,
                manual);
        assertThat(names(toBegin)).containsExactly("nightly-build-2");
        assertThat(toBegin.builds()).containsExactlyInAnyOrder(1L, 2L);
        manual.setSpec(
                new RunSpec(manual.getSpec().planRef(), manual.getSpec().artefact(), null, List.of("other"), null));
        assertThat(names(toBegin(
                        new DueRuns(null, 0, builds(build(1, "web", "1")), List.of()), Concurrency.ALLOW, manual)))
                .as("a run of some steps does not test the build")
                .containsExactly("nightly-build-1");
    }

    @Test
    void forbidMeansOneAfterTheOther() {
        DueRuns dueRuns = new DueRuns(
                scheduled(build(1, "web", "1"), build(2, "api", "1")),
                0,
                builds(build(3, "db", "1"), build(4, "db", "2")),
                reruns(build(5, "cli", "1")));
        TestRun active = PlanTexts.run(builds(build(9, "x", "1")).getFirst(), plan, null, TIME);
        assertThat(toBegin(dueRuns, Concurrency.FORBID, active)).isEqualTo(RunsToBegin.NOTHING);

        RunsToBegin schedule = toBegin(dueRuns, Concurrency.FORBID);
        assertThat(schedule.begin()).as("one time of the schedule is one").hasSize(2);
        assertThat(schedule.builds()).isEmpty();

        ObservedRuns none = new ObservedRuns(plan, List.of());
        RunsToBegin build = RunsToBegin.of(dueRuns, Concurrency.FORBID, none, "schedule");
        assertThat(names(build)).containsExactly("nightly-build-3");
        assertThat(build.builds()).containsExactly(3L);
        assertThat(build.scheduled()).isFalse();

        RunsToBegin rerun = RunsToBegin.of(dueRuns, Concurrency.FORBID, none, "artefact");
        assertThat(names(rerun)).containsExactly("nightly-rerun-50");
        assertThat(RunsToBegin.of(dueRuns, Concurrency.FORBID, none, "rerun").scheduled())
                .isTrue();
        assertThat(names(RunsToBegin.of(
                        new DueRuns(null, 0, dueRuns.builds(), List.of()), Concurrency.FORBID, none, "artefact")))
                .as("a turn that no run takes passes to the next trigger")
                .containsExactly("nightly-build-3");
    }

    @Test
    void everyWaitingRunGetsItsTurnUnderForbid() {
        List<DueRun> waiting = builds(IntStream.rangeClosed(1, 9)
                .mapToObj(id -> build(id, "web", "" + id))
                .toArray(FoundBuild[]::new));
        List<DueRun> reruns = reruns(build(101, "cli", "1"), build(102, "cli", "2"));
        String last = "";
        List<String> begun = new java.util.ArrayList<>();
        for (int i = 0; i < 11; i++) {
            DueRuns dueRuns = new DueRuns(
                    null,
                    0,
                    waiting.stream().filter(due -> !begun.contains(due.name())).toList(),
                    reruns.stream().filter(due -> !begun.contains(due.name())).toList());
            RunsToBegin toBegin = RunsToBegin.of(dueRuns, Concurrency.FORBID, new ObservedRuns(plan, List.of()), last);
            assertThat(toBegin.begin()).hasSize(1);
            begun.addAll(names(toBegin));
            last = toBegin.begin().getFirst().trigger().wire();
        }
        assertThat(begun).hasSize(11).doesNotHaveDuplicates();
        assertThat(begun.subList(0, 4))
                .containsExactly("nightly-build-1", "nightly-rerun-1010", "nightly-build-2", "nightly-rerun-1020");
    }

    @Test
    void replaceIsForAnotherVersionOfTheSameArtefact() {
        TestRun old = PlanTexts.run(builds(build(1, "web", "1")).getFirst(), plan, Phase.RUNNING, TIME);
        TestRun other = PlanTexts.run(builds(build(2, "api", "1")).getFirst(), plan, Phase.RUNNING, TIME);
        TestRun ended = PlanTexts.run(builds(build(3, "web", "0")).getFirst(), plan, Phase.PASSED, TIME);
        TestRun byHand = PlanTexts.run(builds(build(4, "web", "2")).getFirst(), plan, Phase.RUNNING, TIME);
        byHand.getMetadata().setOwnerReferences(List.of());
        ObservedRuns runs = new ObservedRuns(plan, List.of(old, other, ended, byHand));
        DueRun next = builds(build(9, "web", "3")).getFirst();
        assertThat(runs.replacedBy(next)).containsExactly(old);
        assertThat(runs.replacedBy(reruns(build(9, "web", "3")).getFirst()))
                .as("a rerun of a step does not end a whole run")
                .isEmpty();
        assertThat(names(RunsToBegin.of(
                        new DueRuns(null, 0, builds(build(7, "web", "3"), build(8, "web", "4")), List.of()),
                        Concurrency.REPLACE,
                        runs,
                        "")))
                .as("what would be replaced at once does not begin")
                .containsExactly("nightly-build-8");
    }

    @Test
    void theOldestSurplusRunsAreRemoved() {
        TestPlan keeps = PlanTexts.plan("history: {succeeded: 2, failed: 1}");
        List<TestRun> runs = new java.util.ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            String time = "2026-11-21T0%d:00:00Z".formatted(i);
            runs.add(PlanTexts.run(
                    DueRun.ofBuilds(keeps, List.of(build(i, "web", "" + i))).getFirst(), keeps, Phase.PASSED, time));
            Phase[] bad = {Phase.FAILED, Phase.ABORTED, Phase.CANCELLED, Phase.SKIPPED};
            runs.add(PlanTexts.run(
                    DueRun.ofBuilds(keeps, List.of(build(10 + i, "web", "" + i)))
                            .getFirst(),
                    keeps,
                    bad[i - 1],
                    time));
        }
        runs.add(PlanTexts.run(
                DueRun.ofBuilds(keeps, List.of(build(30, "web", "x"))).getFirst(),
                keeps,
                null,
                "2020-01-01T00:00:00Z"));
        TestRun byHand = PlanTexts.run(
                DueRun.ofBuilds(keeps, List.of(build(31, "web", "y"))).getFirst(),
                keeps,
                Phase.PASSED,
                "2020-01-01T00:00:00Z");
        byHand.getMetadata().setOwnerReferences(List.of());
        runs.add(byHand);
        assertThat(new ObservedRuns(keeps, runs).surplus())
                .extracting(run -> run.getMetadata().getName())
                .containsExactly(
                        "nightly-build-1",
                        "nightly-build-2",
                        "nightly-build-11",
                        "nightly-build-12",
                        "nightly-build-13");
    }

    @Test
    void environmentsAreThoseOfTheBuildsArchitecture() {
        TestPlan mixed = PlanTexts.plan("""
                artefacts: {family: snap}
                """);
        mixed.setSpec(PlanTexts.YAML.unmarshal("""
                environments: [{name: rack}, {name: board, architecture: arm64}, {name: pi, architecture: armhf}]
                steps:
                - {name: unit, template: {spec: {containers: [{name: t, image: i}]}}}
                """, dev.assay.operator.plan.PlanSpec.class));
        ArtefactKey snap = new ArtefactKey.Snap("core", "24", "latest", "ubuntu", "", "beta");
        List<DueRun> runs = DueRun.scheduled(
                mixed,
                FOUR,
                List.of(
                        new FoundBuild(1, "amd64", 10, snap, 1),
                        new FoundBuild(2, "arm64", 11, snap, 1),
                        new FoundBuild(3, "armhf", 11, snap, 1)));
        assertThat(runs).extracting(DueRun::environments).containsExactly(List.of("rack"), List.of("board", "pi"));
        assertThat(runs).extracting(run -> run.artefact().revision()).containsExactly(10, 11);
        assertThat(runs).extracting(DueRun::name).doesNotHaveDuplicates();
        assertThat(runs.getFirst().artefact().members())
                .containsEntry("store", "ubuntu")
                .containsEntry("execution_stage", "beta")
                .doesNotContainKey("branch");
        assertThat(runs.getFirst().replaces(runs.getLast().resource(mixed).getSpec()))
                .as("another architecture is not another version")
                .isFalse();
    }

    @Test
    void aRequestIsForAllStepsOfItsTestPlan() {
        TestPlan shared = PlanTexts.plan("");
        shared.setSpec(PlanTexts.YAML.unmarshal("""
                environments: [{name: lab}]
                steps:
                - {name: a, testPlan: smoke, template: {spec: {containers: [{name: t, image: i}]}}}
                - {name: b, template: {spec: {containers: [{name: t, image: i}]}}}
                - {name: c, testPlan: smoke, template: {spec: {containers: [{name: t, image: i}]}}}
                """, dev.assay.operator.plan.PlanSpec.class));
        assertThat(DueRun.places(shared))
                .containsExactly(
                        new PlanEnvironment("smoke", "lab", "amd64"), new PlanEnvironment("nightly/b", "lab", "amd64"));
        FoundBuild build = build(1, "web", "1");
        List<DueRun> due = DueRun.ofReruns(
                shared,
                List.of(
                        new RequestedRerun(8, new PlanEnvironment("smoke", "lab", "amd64"), 1),
                        new RequestedRerun(9, new PlanEnvironment("smoke", "lab", "amd64"), 404)),
                List.of(build));
        assertThat(due).singleElement().satisfies(run -> {
            assertThat(run.steps()).containsExactly("a", "c");
            assertThat(run.environments()).containsExactly("lab");
        });
    }
}
