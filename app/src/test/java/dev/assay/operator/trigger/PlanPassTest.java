package dev.assay.operator.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.access.Permission;
import dev.assay.artefact.ArtefactKey;
import dev.assay.operator.KilledAt;
import dev.assay.operator.TestOperator;
import dev.assay.operator.plan.PlanStatus;
import dev.assay.operator.plan.TestPlan;
import dev.assay.operator.resource.Condition;
import dev.assay.operator.resource.KubernetesEvents;
import dev.assay.operator.resource.RunStatus;
import dev.assay.operator.resource.RunStatus.Phase;
import dev.assay.operator.resource.TestRun;
import dev.assay.operator.run.job.Reporting;
import dev.assay.operator.run.job.RunSettings;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Reconciles plans one after the other, at times that the test sets; the database is real. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlanPassTest {
    private static final Duration POLL = Duration.ofSeconds(15);

    private final TestServer server = TestServer.shared();
    private final TestClient tester = server.as(Permission.CHANGE_TEST, Permission.VIEW_TEST);
    private final TestClient requester = server.as(Permission.CHANGE_RERUN, Permission.CHANGE_RERUN_BULK);
    private final MixedServer kubernetes = new MixedServer();
    private final TestOperator operator =
            TestOperator.prepare(server.database().properties(), kubernetes.client(), Map.of());
    private final PlanPass pass = operator.bean(PlanPass.class);
    /** The test's time. It only moves forward, because the build horizon remembers when it looked. */
    private Instant now = Instant.parse("2026-11-21T03:00:00Z");

    private final String artefact = "artefact-" + UUID.randomUUID().toString().substring(0, 8);
    private List<TestPlan> plans = new ArrayList<>();
    private int made;

    @BeforeEach
    void begin() {
        plans = new ArrayList<>();
        kubernetes.client().resources(TestRun.class).delete();
        kubernetes.saysToJobs(201, "", 20);
    }

    @AfterAll
    void close() {
        operator.close();
        kubernetes.close();
    }

    private String unique() {
        return artefact + "-" + ++made;
    }

    private TestPlan plan(String more) {
        TestPlan plan = PlanTexts.plan(
                "plan-" + UUID.randomUUID().toString().substring(0, 8), PlanTexts.spec(more), now.toString(), 1);
        plans.add(plan);
        return plan;
    }

    private TestPlan onBuilds(String name, String more) {
        return plan("artefacts: {family: generic, names: ['" + name
                + "']}\nonNewArtefact: true\nonRerunRequest: false\n" + more);
    }

    private static StartBody body(String name, String version) {
        return StartBody.of("generic").with("name", name).with("version", version);
    }

    private void build(String name, String version) {
        body(name, version).start(tester);
    }

    private long newestBuild(String name) {
        return Long.parseLong(server.database()
                .strings(
                        "SELECT max(b.id) FROM artefact_build b JOIN artefact a ON a.id = b.artefact_id WHERE a.name = '"
                                + name + "'")
                .getFirst());
    }

    /** Looks as the reconciler does: the result is in the status at the next look. */
    private PlanPass.Outcome look(TestPlan plan) {
        PlanPass.Outcome outcome = lookAndDie(plan);
        plan.setStatus(outcome.status());
        return outcome;
    }

    /** Looks, but does not write the status. */
    private PlanPass.Outcome lookAndDie(TestPlan plan) {
        now = now.plus(POLL);
        return pass.look(plan, runs(plan), plans, now);
    }

    private List<TestRun> runs(TestPlan plan) {
        return kubernetes.client().resources(TestRun.class).list().getItems().stream()
                .filter(run ->
                        run.getSpec().planRef().name().equals(plan.getMetadata().getName()))
                .toList();
    }

    private List<String> names(TestPlan plan) {
        return runs(plan).stream()
                .map(run -> run.getMetadata()
                        .getName()
                        .substring(plan.getMetadata().getName().length() + 1))
                .sorted()
                .toList();
    }

    private void end(TestPlan plan, Phase phase) {
        for (TestRun run : runs(plan)) {
            if (run.getStatus() == null) {
                kubernetes
                        .client()
                        .resource(PlanTexts.ended(run, phase, now.toString()))
                        .update();
            }
        }
    }

    private static Condition ready(PlanStatus status) {
        return Objects.requireNonNull(Condition.of(status.conditions(), Condition.READY));
    }

    private List<String> events(TestPlan plan, String reason) {
        return kubernetes.client().events().v1().events().list().getItems().stream()
                .filter(event -> event.getReason().equals(reason)
                        && event.getRegarding()
                                .getName()
                                .equals(plan.getMetadata().getName()))
                .map(event -> event.getNote())
                .toList();
    }

    @Test
    void aPlanIsReadyAtFirstSight() {
        TestPlan plan = plan("");
        PlanPass.Outcome outcome = look(plan);
        assertThat(outcome.status().observedGeneration()).isEqualTo(1);
        assertThat(ready(outcome.status()).status()).isEqualTo("True");
        assertThat(ready(outcome.status()).reason()).isEqualTo("Valid");
        assertThat(outcome.again()).isEqualTo(POLL);
        assertThat(look(plan).status()).as("nothing to write").isEqualTo(outcome.status());
    }

    @Test
    void aTemplateIsCheckedOnceForEachGeneration() {
        TestPlan plan = plan("");
        kubernetes.saysToJobs(422, "Job \"x\" is invalid: spec.template.spec.containers[0].image: Required value", 1);
        // The answers 201 that begin() sets are used first
        PlanStatus status = null;
        for (long generation = 1; status == null || ready(status).holds(); generation++) {
            plan.getMetadata().setGeneration(generation);
            status = look(plan).status();
        }
        assertThat(ready(status).reason()).isEqualTo("InvalidTemplate");
        assertThat(ready(status).message())
                .contains("step unit", "environment lab", "image: Required value", "No runs begin");
        kubernetes.saysToJobs(201, "", 1);
        assertThat(look(plan).status()).isEqualTo(status);
        plan.getMetadata().setGeneration(1000L);
        assertThat(ready(look(plan).status()).holds()).isTrue();
    }

    @Test
    void aClusterThatDoesNotAnswerIsAskedAgain() {
        TestPlan plan = plan("onRerunRequest: false");
        kubernetes.saysToJobs(403, "jobs.batch is forbidden", 1);
        PlanPass.Outcome outcome = null;
        for (long generation = 1; outcome == null || ready(outcome.status()).holds(); generation++) {
            plan.getMetadata().setGeneration(generation);
            outcome = look(plan);
        }
        assertThat(ready(outcome.status()).status()).isEqualTo("Unknown");
        assertThat(ready(outcome.status()).message()).contains("forbidden");
        assertThat(outcome.again()).isEqualTo(Duration.ofMinutes(1));
        kubernetes.saysToJobs(201, "", 1);
        assertThat(ready(look(plan).status()).holds()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    pods "x" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot | PodsRefused
                    pods "x" is forbidden: error looking up service account: serviceaccount "ci" not found | PodsRefused
                    pods "x" is forbidden: exceeded quota: q, requested: requests.cpu=2, used: requests.cpu=9, limited: requests.cpu=10 | Valid
                    pods "x" is forbidden: exceeded quota: q, requested: cpu=1,memory=2Gi, used: cpu=0,memory=0, limited: cpu=1500m,memory=1Gi | PodsRefused
                    pods is forbidden: User "operator" cannot create resource "pods" in API group "" | NotChecked
                    """)
    void aNamespaceThatRefusesThePodsIsAskedAgain(String said, String reason) {
        TestPlan plan = plan("");
        kubernetes.refusesAPod(said);

        PlanPass.Outcome outcome = look(plan);

        assertThat(ready(outcome.status()).reason()).isEqualTo(reason);
        if (reason.equals("PodsRefused")) {
            assertThat(ready(outcome.status()).message()).contains("step unit", said, "No runs begin");
            assertThat(outcome.again()).isEqualTo(Duration.ofMinutes(1));
        }
        assertThat(ready(look(plan).status()).holds()).isTrue();
    }

    @Test
    void aRunThatCouldNotPullTheCollectorIsOnThePlanUntilAnotherCan() {
        String name = unique();
        build(name, "0");
        TestPlan plan = onBuilds(name, "");
        look(plan);
        build(name, "1");
        look(plan);
        String image = operator.bean(RunSettings.class).collectorImage();
        told(plan, null, "container assay-collect: ErrImagePull: failed to pull image \"" + image + "\"");
        build(name, "2");
        look(plan);
        assertThat(ready(plan.getStatus()).reason()).isEqualTo("CollectorNotPulled");
        assertThat(ready(plan.getStatus()).status()).isEqualTo("False");
        assertThat(names(plan)).as("no second run has the same problem").hasSize(1);

        told(plan, Phase.ABORTED, "not done within 1h (container assay-collect: ErrImagePull: \"" + image + "\")");
        PlanPass.Outcome outcome = look(plan);
        assertThat(ready(outcome.status()).status()).isEqualTo("Unknown");
        assertThat(names(plan)).as("the next one tries again").hasSize(2);

        told(plan, Phase.PASSED, "");
        assertThat(ready(look(plan).status()).reason()).isEqualTo("Valid");
    }

    /** Gives the runs that have not ended a row with this message. */
    private void told(TestPlan plan, @Nullable Phase phase, String message) {
        for (TestRun run : runs(plan)) {
            if (run.getStatus() == null || run.getStatus().endTime() == null) {
                run.setStatus(new RunStatus(
                        1L,
                        null,
                        phase == null ? Phase.RUNNING : phase,
                        now.toString(),
                        phase == null ? null : now.toString(),
                        null,
                        List.of(new RunStatus.Row("lab", "unit", Phase.RUNNING, 1, 1, "job", message)),
                        null,
                        null));
                kubernetes.client().resource(run).update();
            }
        }
    }

    @Test
    void anErrorIsInTheStatusNextToWhatWasHandled() {
        String name = unique();
        build(name, "0");
        TestPlan plan = onBuilds(name, "");
        look(plan);
        PlanReconciler reconciler = operator.bean(PlanReconciler.class);

        PlanStatus failed = reconciler
                .updateErrorStatus(plan, null, new IllegalStateException("the connection was refused"))
                .getResource()
                .orElseThrow()
                .getStatus();

        assertThat(ready(failed).status()).isEqualTo("Unknown");
        assertThat(ready(failed).reason()).isEqualTo("Retrying");
        assertThat(ready(failed).message()).contains("the connection was refused", "check that the database answers");
        assertThat(failed.lastBuild()).isEqualTo(plan.getStatus().lastBuild());
        plan.setStatus(failed);
        assertThat(ready(look(plan).status()).reason()).as("it is over").isEqualTo("Valid");
    }

    @Test
    void newBuildsGetARunEach() {
        String name = unique();
        build(name, "old");
        TestPlan plan = onBuilds(name, "");
        look(plan);
        build(name, "1");
        long first = newestBuild(name);
        build(name, "2");
        build(unique(), "1");
        look(plan);
        assertThat(names(plan)).containsExactly("build-" + first, "build-" + newestBuild(name));
        assertThat(plan.getStatus().active()).isEqualTo(2);
        assertThat(Objects.requireNonNull(plan.getStatus().lastRun()).trigger()).isEqualTo("artefact");
        assertThat(events(plan, "RunBegun")).hasSize(2);

        end(plan, Phase.PASSED);
        kubernetes.client().resources(TestRun.class).delete();
        for (int i = 0; i < 5; i++) {
            look(plan);
        }
        assertThat(names(plan)).as("removed runs are not made again").isEmpty();
        assertThat(plan.getStatus().builds()).as("all of it has passed").isEmpty();
        assertThat(plan.getStatus().lastBuild()).isGreaterThanOrEqualTo(newestBuild(name));
    }

    @Test
    void aBuildThatIsCommittedAfterLaterOnesIsNotMissed() throws SQLException {
        String name = unique();
        build(name, "0");
        TestPlan plan = onBuilds(name, "");
        look(plan);
        long early;
        try (Connection slow = server.database().connect();
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute("INSERT INTO artefact_build (artefact_id, architecture, revision, created_at, updated_at)"
                    + " SELECT id, 'amd64', 77, now(), now() FROM artefact WHERE name = '" + name + "'");
            build(name, "later");
            for (int i = 0; i < 6; i++) {
                look(plan);
            }
            assertThat(names(plan)).containsExactly("build-" + newestBuild(name));
            early = newestBuild(name) - 1;
            assertThat(plan.getStatus().lastBuild()).isLessThan(early);
            assertThat(plan.getStatus().builds()).contains(newestBuild(name));
            slow.commit();
        }
        long later = newestBuild(name);
        kubernetes.client().resources(TestRun.class).delete();
        for (int i = 0; i < 6; i++) {
            look(plan);
        }
        assertThat(names(plan)).hasSize(1).doesNotContain("build-" + later);
        assertThat(plan.getStatus().builds()).isEmpty();
    }

    @Test
    void aKillBeforeTheStatusIsWrittenMakesNoSecondRun() {
        String name = unique();
        TestPlan plan = onBuilds(name, "schedule: {cron: '* * * * *'}");
        look(plan);
        build(name, "1");
        now = now.truncatedTo(ChronoUnit.MINUTES).plusSeconds(60);
        lookAndDie(plan);
        List<String> first = names(plan);
        assertThat(first).hasSize(2);
        lookAndDie(plan);
        look(plan);
        assertThat(names(plan)).isEqualTo(first);
    }

    /**
     * Kills the operator at every call, before and after it takes effect; the next operator looks at what a cache may still
     * hold.
     */
    @ParameterizedTest
    @EnumSource(KilledAt.Moment.class)
    void aKillAtAnyStepBeginsNothingTwiceAndLosesNothing(KilledAt.Moment moment) {
        int step = 1;
        for (boolean died = true; died; step++) {
            String name = unique();
            TestPlan plan = onBuilds(name, "concurrency: Replace");
            look(plan);
            build(name, "1");
            look(plan);
            long old = newestBuild(name);
            build(name, "2");
            List<TestRun> shown = runs(plan);
            KilledAt kill = new KilledAt(step, moment);
            try (KubernetesClient client = kill.client(kubernetes.client().getConfiguration())) {
                PlanPass dying = new PlanPass(
                        new TemplateCheck(client, operator.bean(RunSettings.class), operator.bean(Reporting.class)),
                        operator.bean(BuildHorizon.class),
                        operator.bean(DueWork.class),
                        new RunWriter(client, new KubernetesEvents(client, Clock.systemUTC())),
                        operator.bean(TriggerSettings.class));
                now = now.plus(POLL);
                dying.look(plan, shown, plans, now);
            } catch (KilledAt.Killed | KubernetesClientException e) {
                assertThat(kill.isDead()).isTrue();
            }
            died = kill.isDead();
            now = now.plus(POLL);
            plan.setStatus(pass.look(plan, shown, plans, now).status());
            look(plan);
            String made = "build-" + newestBuild(name);
            assertThat(names(plan))
                    .as("killed %s %s", moment, kill.steps())
                    .containsExactlyInAnyOrder("build-" + old, made);
            assertThat(runs(plan))
                    .filteredOn(run -> run.getSpec().cancelled())
                    .extracting(run -> run.getMetadata().getName())
                    .containsExactly(plan.getMetadata().getName() + "-build-" + old);
            assertThat(events(plan, "RunReplaced")).hasSizeLessThan(2);
        }
        assertThat(step).as("calls there were").isGreaterThan(4);
    }

    @Test
    void afterSwitchingOffAndOnOnlyNewerBuildsRun() {
        String name = unique();
        TestPlan plan = onBuilds(name, "");
        look(plan);
        plan.setSpec(PlanTexts.spec("artefacts: {family: generic, names: ['" + name + "']}\nonRerunRequest: false"));
        look(plan);
        assertThat(plan.getStatus().lastBuild()).isNull();
        build(name, "1");
        plan.setSpec(PlanTexts.spec(
                "artefacts: {family: generic, names: ['" + name + "']}\nonNewArtefact: true\nonRerunRequest: false"));
        look(plan);
        look(plan);
        assertThat(names(plan)).isEmpty();
    }

    @Test
    void buildsDuringASuspensionRunAfterwards() {
        String name = unique();
        TestPlan plan = onBuilds(name, "suspend: true");
        PlanPass.Outcome outcome = look(plan);
        assertThat(ready(outcome.status()).reason()).isEqualTo("Suspended");
        assertThat(outcome.again()).isNull();
        build(name, "1");
        look(plan);
        assertThat(names(plan)).isEmpty();
        plan.setSpec(onBuilds(name, "").getSpec());
        look(plan);
        assertThat(names(plan)).containsExactly("build-" + newestBuild(name));
    }

    @Test
    void theScheduleRunsTheNewestBuildOfEachArtefact() {
        String name = unique();
        for (String version : List.of("1", "2", "3")) {
            build(name + "-a", version);
        }
        build(name + "-b", "1");
        TestPlan plan = plan("artefacts: {family: generic, names: ['" + name + "-*']}\n"
                + "schedule: {cron: '0 4 * * *'}\nonRerunRequest: false");
        now = Instant.parse("2027-01-01T03:50:00Z").minus(POLL);
        plan.getMetadata().setCreationTimestamp(now.toString());
        PlanPass.Outcome outcome = look(plan);
        assertThat(outcome.status().nextRun()).isEqualTo("2027-01-01T04:00:00Z");
        assertThat(outcome.again()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(11));
        assertThat(names(plan)).isEmpty();
        now = Instant.parse("2027-01-01T04:00:00Z").minus(POLL);
        outcome = look(plan);
        assertThat(runs(plan))
                .extracting(run -> run.getSpec().artefact().name() + " "
                        + run.getSpec().artefact().version())
                .containsExactlyInAnyOrder(name + "-a 3", name + "-b 1");
        assertThat(outcome.status().lastSchedule()).isEqualTo("2027-01-01T04:00:00Z");
        assertThat(outcome.status().nextRun()).isEqualTo("2027-01-02T04:00:00Z");
        assertThat(Objects.requireNonNull(outcome.status().lastRun()).trigger()).isEqualTo("schedule");
        kubernetes.client().resources(TestRun.class).delete();
        look(plan);
        assertThat(names(plan)).isEmpty();
        now = Instant.parse("2027-01-05T12:00:00Z");
        look(plan);
        assertThat(names(plan)).as("one run for all missed times").hasSize(2);
        assertThat(plan.getStatus().lastSchedule()).isEqualTo("2027-01-05T04:00:00Z");
    }

    @Test
    void tooManyArtefactsAreReported() {
        String name = unique();
        server.database().execute("""
                WITH many AS (
                  INSERT INTO artefact (family, name, version, track, store, branch, series, repo, source, os, release, owner,
                    sha256, image_url, digest, stage, status, comment, created_at, updated_at)
                  SELECT 'generic', '%s-' || i, '1', '', '', '', '', '', '', '', '', '', '', '', '', '', 'UNDECIDED', '',
                    now() + i * interval '1 second', now() FROM generate_series(1, 120) i RETURNING id)
                INSERT INTO artefact_build (artefact_id, architecture, created_at, updated_at)
                SELECT id, 'amd64', now(), now() FROM many""".formatted(name));
        TestPlan plan = plan("artefacts: {family: generic, names: ['" + name + "-*']}\n"
                + "schedule: {cron: '* * * * *'}\nonRerunRequest: false");
        now = now.plusSeconds(120);
        look(plan);
        assertThat(runs(plan)).hasSize(50);
        assertThat(runs(plan))
                .extracting(
                        run -> Integer.parseInt(run.getSpec().artefact().name().substring(name.length() + 1)))
                .as("the newest ones")
                .allMatch(number -> number > 70);
        assertThat(plan.getStatus().leftOut()).isEqualTo(70);
        assertThat(ready(plan.getStatus()).message()).contains("70 artefacts more than the 50");
    }

    @Test
    void forbidWaitsAndLosesNoBuild() {
        String name = unique();
        TestPlan plan = onBuilds(name, "concurrency: Forbid");
        look(plan);
        for (String version : List.of("1", "2", "3")) {
            build(name, version);
        }
        for (int i = 1; i <= 3; i++) {
            look(plan);
            look(plan);
            assertThat(names(plan)).hasSize(i);
            end(plan, Phase.FAILED);
        }
        look(plan);
        assertThat(names(plan)).hasSize(3);
    }

    @Test
    void replaceCancelsTheRunOfTheOlderVersion() {
        String name = unique();
        TestPlan plan = onBuilds(name, "concurrency: Replace");
        look(plan);
        build(name, "1");
        look(plan);
        long old = newestBuild(name);
        build(name, "2");
        look(plan);
        assertThat(runs(plan))
                .filteredOn(run -> run.getSpec().cancelled())
                .extracting(run -> run.getMetadata().getName())
                .containsExactly(plan.getMetadata().getName() + "-build-" + old);
        assertThat(names(plan)).hasSize(2);
        assertThat(events(plan, "RunReplaced")).hasSize(1);
    }

    @Test
    void requestedRerunsGetARunEachAndOnlyOnce() {
        String name = unique();
        TestPlan plan = plan("");
        StartBody body = body(name, "1")
                .with("environment", "lab")
                .with("test_plan", plan.getMetadata().getName() + "/unit");
        int execution = body.start(tester);
        int elsewhere = body.with("environment", "attic").start(tester);
        assertThat(requester
                        .post(
                                "/v1/test-executions/reruns?silent=true",
                                "{\"test_execution_ids\": [%d, %d]}".formatted(execution, elsewhere))
                        .status())
                .isEqualTo(200);
        look(plan);
        assertThat(runs(plan)).singleElement().satisfies(run -> {
            assertThat(run.getSpec().environments()).containsExactly("lab");
            assertThat(run.getSpec().steps()).containsExactly("unit");
            assertThat(run.getSpec().artefact().name()).isEqualTo(name);
            assertThat(run.getMetadata().getName()).contains("-rerun-");
        });
        String first = names(plan).getFirst();
        assertThat(plan.getStatus().reruns()).hasSize(1);
        // It could not start, and the history limit removed it: the request is still pending
        kubernetes.client().resources(TestRun.class).delete();
        look(plan);
        assertThat(names(plan)).isEmpty();
        // Now it starts, which withdraws the request; then a person requests it again
        body.start(tester);
        look(plan);
        assertThat(plan.getStatus().reruns()).isNull();
        requester.post("/v1/test-executions/reruns?silent=true", "{\"test_execution_ids\": [%d]}".formatted(execution));
        look(plan);
        assertThat(names(plan)).hasSize(1).doesNotContain(first);
        assertThat(server.database()
                        .strings("SELECT count(*) FROM test_execution_rerun_request q JOIN environment e"
                                + " ON e.id = q.environment_id JOIN artefact_build b ON b.id = q.artefact_build_id"
                                + " JOIN artefact a ON a.id = b.artefact_id WHERE a.name = '" + name + "'"))
                .as("requests stay until a test starts, and those of others stay")
                .containsExactly("2");
    }

    @Test
    void theOlderOfTwoPlansAnswers() {
        String name = unique();
        String shared = "shared-" + name;
        String steps = """
                environments: [{name: lab}]
                steps:
                - {name: unit, testPlan: %s, template: {spec: {containers: [{name: t, image: i}]}}}
                """.formatted(shared);
        TestPlan younger = plan("");
        TestPlan older = plan("");
        younger.setSpec(PlanTexts.YAML.unmarshal(steps, dev.assay.operator.plan.PlanSpec.class));
        older.setSpec(younger.getSpec());
        older.getMetadata().setCreationTimestamp("2020-01-01T00:00:00Z");
        older.getMetadata().setNamespace(MixedServer.NAMESPACE);
        int execution = body(name, "1")
                .with("environment", "lab")
                .with("test_plan", shared)
                .start(tester);
        requester.post("/v1/test-executions/reruns?silent=true", "{\"test_execution_ids\": [%d]}".formatted(execution));
        look(younger);
        assertThat(names(younger)).isEmpty();
        look(older);
        assertThat(names(older)).hasSize(1);
    }

    @Test
    void historyKeepsTheNewest() {
        String name = unique();
        TestPlan plan = onBuilds(name, "history: {succeeded: 1, failed: 0}");
        look(plan);
        for (String version : List.of("1", "2", "3")) {
            build(name, version);
            look(plan);
            end(plan, Phase.PASSED);
        }
        look(plan);
        assertThat(names(plan)).containsExactly("build-" + newestBuild(name));
        build(name, "4");
        look(plan);
        end(plan, Phase.FAILED);
        look(plan);
        assertThat(runs(plan))
                .extracting(run -> run.getSpec().artefact().version())
                .containsExactly("3");
    }

    @Test
    void anInvalidPlanBeginsNothingAndLosesNothing() {
        String name = unique();
        TestPlan plan = onBuilds(name, "schedule: {cron: 'never'}");
        PlanPass.Outcome outcome = look(plan);
        assertThat(ready(outcome.status()).reason()).isEqualTo("InvalidSchedule");
        assertThat(ready(outcome.status()).status()).isEqualTo("False");
        assertThat(outcome.again()).isNull();
        build(name, "1");
        look(plan);
        assertThat(names(plan)).isEmpty();
        plan.setSpec(onBuilds(name, "").getSpec());
        plan.getMetadata().setGeneration(2L);
        look(plan);
        assertThat(names(plan)).hasSize(1);
    }

    @Test
    void aRunOfADeletedPlanIsWaitedFor() {
        String name = unique();
        TestPlan plan = onBuilds(name, "");
        look(plan);
        build(name, "1");
        TestPlan gone = PlanTexts.plan(plan.getMetadata().getName(), plan.getSpec(), now.toString(), 1);
        gone.getMetadata().setUid("another");
        TestRun left = new DueRun(
                        Trigger.ARTEFACT,
                        plan.getMetadata().getName() + "-build-" + newestBuild(name),
                        1,
                        "",
                        dev.assay.operator.resource.ArtefactSpec.of(new ArtefactKey.Generic("other", "1"), null),
                        null,
                        null)
                .resource(gone);
        TestRun there = kubernetes.client().resource(left).create();
        now = now.plus(POLL);
        assertThatThrownBy(() -> pass.look(plan, List.of(), plans, now))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is being removed");
        kubernetes.client().resource(there).delete();
        look(plan);
        assertThat(names(plan)).hasSize(1);
    }
}
