package dev.assay.operator.run;

import static dev.assay.operator.run.Plans.FILES;
import static dev.assay.operator.run.Plans.step;
import static dev.assay.operator.run.Plans.with;
import static dev.assay.operator.run.Plans.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.access.Permission;
import dev.assay.collect.CollectSettings;
import dev.assay.collect.Collector;
import dev.assay.collect.Subject;
import dev.assay.identity.application.Applications;
import dev.assay.identity.application.ReportingAccounts;
import dev.assay.identity.cluster.AccountPattern;
import dev.assay.operator.KilledAt;
import dev.assay.operator.TestOperator;
import dev.assay.operator.plan.Environment;
import dev.assay.operator.plan.PlanSpec;
import dev.assay.operator.plan.Step;
import dev.assay.operator.plan.TestPlan;
import dev.assay.operator.resource.ClusterIdentity;
import dev.assay.operator.resource.Condition;
import dev.assay.operator.resource.Group;
import dev.assay.operator.resource.RunSpec;
import dev.assay.operator.resource.RunStatus;
import dev.assay.operator.resource.RunStatus.Phase;
import dev.assay.operator.resource.RunStatus.Row;
import dev.assay.operator.resource.TestRun;
import dev.assay.testing.Cluster;
import dev.assay.testing.PlayedKubelet;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestServer;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Scenarios of TestRuns for any API server; the tests decide how Pods end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RunScenarios {
    private static final String REPORT = """
            <testsuite name="s"><testcase name="%s passes"/><testcase name="%s also"/>%s</testsuite>
            """;

    private static final String REPORTER = "reporter of runs";

    final TestServer server = TestServer.shared();
    private final TestClient api = server.as(Permission.CHANGE_TEST, Permission.VIEW_TEST);
    final Cluster cluster;
    final PlayedKubelet kubelet;
    final KilledAt calls = KilledAt.never();
    private final KubernetesClient client;
    private final TestOperator operator;

    /** @param more an interceptor between the operator and the API server */
    RunScenarios(Cluster cluster, Interceptor... more) {
        this.cluster = cluster;
        kubelet = new PlayedKubelet(cluster);
        client = calls.client(cluster.client().getConfiguration(), more);
        operator = TestOperator.start(server.database(), client, cluster.namespace());
        operator.bean(Applications.class).create(REPORTER, List.of(Permission.CHANGE_TEST));
        allow("default");
        allow("nobody");
    }

    private void allow(String account) {
        assertThat(operator.bean(ReportingAccounts.class)
                        .allow(REPORTER, new AccountPattern(cluster.namespace(), account)))
                .isEqualTo(ReportingAccounts.Allowed.ALLOWED);
    }

    @AfterAll
    void stop() {
        operator.close();
        client.close();
    }

    static PlanSpec plan(Step... steps) {
        return plan(List.of("lab"), steps);
    }

    private static PlanSpec plan(List<String> environments, Step... steps) {
        return new PlanSpec(
                null,
                environments.stream()
                        .map(name -> new Environment(name, null, PlayedKubelet.NOWHERE, null, null))
                        .toList(),
                List.of(steps),
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** Creates the plan and a run of it, both with that name. */
    TestRun start(String name, PlanSpec spec) {
        TestPlan plan = new TestPlan();
        plan.getMetadata().setName(name);
        plan.setSpec(spec);
        cluster.client().resource(plan).create();
        return run(name, new RunSpec(new RunSpec.PlanRef(name), Plans.artefact(name), null, null, null));
    }

    TestRun run(String name, RunSpec spec) {
        TestRun run = new TestRun();
        run.getMetadata().setName(name);
        run.setSpec(spec);
        return cluster.client().resource(run).create();
    }

    static String name() {
        return "r" + UUID.randomUUID().toString().substring(0, 8);
    }

    RunStatus await(String name, String what, Predicate<RunStatus> is) {
        List<RunStatus> last = new ArrayList<>();
        try {
            return cluster.await(
                    what,
                    () -> Optional.ofNullable(read(name).getStatus()).filter(status -> {
                        last.add(status);
                        return is.test(status);
                    }));
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; it is " + (last.isEmpty() ? "nothing" : last.getLast()), e);
        }
    }

    RunStatus awaitEnd(String name) {
        return await(name, "the end of " + name, status -> status.endTime() != null);
    }

    TestRun read(String name) {
        return cluster.client().resources(TestRun.class).withName(name).get();
    }

    Pod pod(String run, String step, int attempt) {
        return pod(run, step, attempt, 0);
    }

    private Pod pod(String run, String step, int attempt, int shard) {
        return kubelet.pod(
                Map.of(Group.RUN, run, Group.STEP, step, Group.ATTEMPT, "" + attempt, Group.SHARD, "" + shard));
    }

    /** Sends a report as the Pod's collector would. */
    private void collect(Pod pod, String report) {
        String query = pod.getSpec().getInitContainers().getFirst().getEnv().stream()
                .filter(variable -> variable.getName().equals("ASSAY_TEST"))
                .map(EnvVar::getValue)
                .findFirst()
                .orElseThrow();
        assertThat(api.put("/v2/uploads?" + query, report).status()).isEqualTo(201);
    }

    List<List<String>> executions(String run) {
        return server.database()
                .rows("SELECT p.name, e.status::text FROM test_execution e"
                        + " JOIN test_plan p ON p.id = e.test_plan_id"
                        + " JOIN artefact_build b ON b.id = e.artefact_build_id"
                        + " JOIN artefact a ON a.id = b.artefact_id WHERE a.name = '" + run + "' ORDER BY e.id");
    }

    static Condition condition(RunStatus status) {
        Condition condition = Condition.of(status.conditions(), Condition.SUCCEEDED);
        assertThat(condition).isNotNull();
        return condition;
    }

    private static String complete(RunStatus status) {
        return java.util.Objects.requireNonNull(Condition.of(status.conditions(), Condition.COMPLETE))
                .status();
    }

    @Test
    void stepsRunInTheirOrderAndTheirExitCodesAreResults() {
        String name = name();
        start(name, plan(step("build"), step("e2e", "build")));

        RunStatus first = await(name, "a first status", status -> true);
        assertThat(condition(first).status()).isEqualTo("Unknown");
        assertThat(complete(first)).isEqualTo("False");
        assertThat(first.observedGeneration()).isEqualTo(1);
        kubelet.succeed(kubelet.run(pod(name, "build", 1)));
        kubelet.succeed(kubelet.run(pod(name, "e2e", 1)));

        RunStatus end = awaitEnd(name);
        assertThat(end.phase()).isEqualTo(Phase.PASSED);
        assertThat(condition(end).status()).isEqualTo("True");
        assertThat(complete(end)).isEqualTo("True");
        assertThat(end.counts()).isEqualTo(new RunStatus.Counts(2, 2, 0, 0));
        assertThat(end.rows())
                .extracting(Row::step, Row::phase, Row::attempt)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("build", Phase.PASSED, 1),
                        org.assertj.core.groups.Tuple.tuple("e2e", Phase.PASSED, 1));
        assertThat(end.url()).contains("/generics/");
        assertThat(executions(name))
                .containsExactly(List.of(name + "/build", "PASSED"), List.of(name + "/e2e", "PASSED"));
    }

    @Test
    void theResultsOfTheCollectorDecide() {
        String name = name();
        start(name, plan(with(step("unit"), FILES, 2, 0), with(step("lint"), FILES, 1, 0)));

        collect(pod(name, "unit", 1, 0), REPORT.formatted("first", "first", ""));
        collect(pod(name, "unit", 1, 1), REPORT.formatted("second", "second", ""));
        collect(
                pod(name, "lint", 1),
                REPORT.formatted("lint", "lint", "<testcase name=\"bad\"><failure>no</failure></testcase>"));
        kubelet.succeed(pod(name, "unit", 1, 0));
        kubelet.succeed(pod(name, "unit", 1, 1));
        kubelet.fail(pod(name, "lint", 1), "test", 1);

        RunStatus end = awaitEnd(name);
        assertThat(end.phase()).isEqualTo(Phase.FAILED);
        assertThat(end.counts()).isEqualTo(new RunStatus.Counts(7, 6, 1, 0));
        assertThat(condition(end).message()).contains("lint in lab: 1 of 3 results failed");
        assertThat(executions(name))
                .containsExactlyInAnyOrder(List.of(name + "/unit", "PASSED"), List.of(name + "/lint", "FAILED"));
    }

    @Test
    void aFileThatIsNotStoredWholeFailsTheStepWithTheReason(@TempDir Path directory) throws Exception {
        String name = name();
        start(name, plan(with(step("cut"), FILES, 1, 0), with(step("broken"), FILES, 1, 0)));

        collect(pod(name, "cut", 1), directory, "<testsuite name='s'><testcase name='a'/><testcase na");
        collect(pod(name, "broken", 1), directory, "not XML");
        kubelet.succeed(pod(name, "cut", 1));
        kubelet.succeed(pod(name, "broken", 1));

        RunStatus end = awaitEnd(name);
        assertThat(end.phase()).isEqualTo(Phase.FAILED);
        assertThat(end.rows())
                .satisfiesExactly(
                        cut -> assertThat(cut.message())
                                .isEqualTo(
                                        "unit.xml of pod ends too early, as if its writer had been stopped; 1 complete"
                                                + " cases were stored"),
                        broken -> assertThat(broken.message()).startsWith("unit.xml of pod"));
        assertThat(executions(name))
                .containsExactlyInAnyOrder(List.of(name + "/cut", "FAILED"), List.of(name + "/broken", "FAILED"));
    }

    /** Collects this file as the Pod's collector would. */
    private void collect(Pod pod, Path directory, String content) throws Exception {
        Files.writeString(directory.resolve("unit.xml"), content);
        Map<String, String> variables = pod.getSpec().getInitContainers().getFirst().getEnv().stream()
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
        CollectSettings settings = new CollectSettings(
                server.uri(),
                new CollectSettings.Credential(
                        server.key(Permission.CHANGE_TEST, Permission.VIEW_TEST), Path.of("/none")),
                Subject.of(String.valueOf(variables.get("ASSAY_TEST")), List.of()),
                directory.toRealPath(),
                List.of(String.valueOf(variables.get("ASSAY_RESULTS"))),
                List.of(),
                "junit",
                Boolean.parseBoolean(variables.get("ASSAY_FINISH")),
                "pod",
                new CollectSettings.Limits(1 << 20, 1 << 20, 10, 1),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                Map.of());
        assertThat(new Collector(
                                settings,
                                directory.resolve(variables.get("ASSAY_TEST").hashCode() + ""))
                        .once()
                        .delivered())
                .isTrue();
    }

    @Test
    void crashesEvictionsAndDeadlinesAreRecordedAsSuch() {
        String name = name();
        start(
                name,
                plan(
                        with(step("memory"), null, 1, 0),
                        with(step("node"), null, 1, 0),
                        with(step("silent"), FILES, 1, 0),
                        with(step("crash"), FILES, 1, 0)));

        kubelet.end(pod(name, "memory", 1), Map.of("test", PlayedKubelet.Ending.outOfMemory()));
        kubelet.evict(pod(name, "node", 1), "The node was low on resource: memory.");
        kubelet.succeed(pod(name, "silent", 1));
        kubelet.fail(pod(name, "crash", 1), "test", 139);

        RunStatus end = awaitEnd(name);
        assertThat(end.phase()).isEqualTo(Phase.ABORTED);
        assertThat(end.rows()).extracting(Row::phase).containsOnly(Phase.ABORTED);
        assertThat(end.rows().stream().map(row -> String.valueOf(row.message())).toList())
                .satisfiesExactly(
                        memory -> assertThat(memory).contains("out of memory"),
                        node -> assertThat(node).contains("low on resource: memory"),
                        silent -> assertThat(silent).contains("no file with results matched **/*.xml"),
                        crash -> assertThat(crash).contains("exit code 139"));
        assertThat(executions(name)).allMatch(row -> row.getLast().equals("ENDED_PREMATURELY"));
        int execution = end.rows().getFirst().execution();
        assertThat(api.get("/v1/test-executions/" + execution + "/status_update")
                        .body())
                .contains("oom_killed");
    }

    @Test
    void aStepIsRetriedAndOnlyTheLastAttemptCounts() {
        String name = name();
        start(name, plan(with(step("flaky"), null, 1, 1)));

        kubelet.fail(pod(name, "flaky", 1), "test", 1);
        kubelet.succeed(pod(name, "flaky", 2));

        RunStatus end = awaitEnd(name);
        assertThat(end.phase()).isEqualTo(Phase.PASSED);
        assertThat(end.counts()).isEqualTo(new RunStatus.Counts(1, 1, 0, 0));
        assertThat(executions(name))
                .containsExactly(List.of(name + "/flaky", "FAILED"), List.of(name + "/flaky", "PASSED"));
    }

    @Test
    void aTestThatTakesTooLongIsEndedByItsTimeout() {
        String name = name();
        Step step = within(with(step("hangs"), FILES, 1, 0), "2s");
        start(name, plan(step));
        Pod pod = kubelet.run(pod(name, "hangs", 1));
        assertThat(firstJob(name).getSpec().getActiveDeadlineSeconds())
                .as("a net")
                .isEqualTo(902);

        RunStatus end = awaitEnd(name);

        assertThat(end.phase()).isEqualTo(Phase.ABORTED);
        assertThat(end.rows().getFirst().message()).isEqualTo("not done within 2s");
        assertThat(Duration.between(Instant.parse(end.startTime()), Instant.parse(end.endTime())))
                .isLessThan(Duration.ofSeconds(2 + 30));
        assertThat(cluster.client().resource(pod).get())
                .satisfiesAnyOf(
                        gone -> assertThat(gone).isNull(),
                        ending -> assertThat(ending.getMetadata().getDeletionTimestamp())
                                .isNotNull());
        assertThat(eventsOf(end)).hasSize(1).first().asString().startsWith("not done within 2s");
        assertThat(executions(name)).containsExactly(List.of(name + "/hangs", "ENDED_PREMATURELY"));
    }

    /** The texts of the events {@code deadline_exceeded} of the first execution. */
    List<String> eventsOf(RunStatus status) {
        return server.database()
                .strings("SELECT detail FROM test_event WHERE event_name = 'deadline_exceeded' AND test_execution_id = "
                        + status.rows().getFirst().execution());
    }

    /** Pods that are never made take no longer. */
    @Test
    void aStepWithoutAPodIsEndedByItsTimeoutToo() {
        String name = name();
        Step step = within(step("unit"), "4s");
        step.template().getSpec().setServiceAccountName("nobody");
        start(name, plan(step));

        RunStatus end = awaitEnd(name);

        assertThat(end.rows().getFirst().message())
                .startsWith("not done within 4s (FailedCreate: ")
                .contains("\"nobody\" not found");
        assertThat(firstJob(name).getSpec().getSuspend())
                .as("it gets no Pod any more")
                .isTrue();
    }

    @Test
    void aCancelledRunStopsItsPodsAndBeginsNoMore() {
        String name = name();
        start(name, plan(step("long"), step("after", "long")));
        kubelet.run(pod(name, "long", 1));

        change(TestRun.class, name, Map.of("cancel", true));

        RunStatus end = awaitEnd(name);
        assertThat(end.phase()).isEqualTo(Phase.CANCELLED);
        assertThat(end.observedGeneration()).isEqualTo(2);
        assertThat(end.rows()).extracting(Row::phase).containsOnly(Phase.CANCELLED);
        assertThat(executions(name)).containsExactly(List.of(name + "/long", "ENDED_PREMATURELY"));
        assertThat(cluster.client().pods().withLabel(Group.RUN, name).list().getItems())
                .allMatch(pod -> pod.getMetadata().getDeletionTimestamp() != null);
    }

    @Test
    void deletingARunLeavesNothingAndItsExecutionsAreEnded() {
        String name = name();
        start(name, plan(step("long")));
        kubelet.run(pod(name, "long", 1));
        assertThat(read(name).getMetadata().getFinalizers()).isEmpty();

        cluster.client().resources(TestRun.class).withName(name).delete();

        cluster.await("Jobs, Pods and plans of the run to go", () -> {
            boolean left = !cluster.client()
                            .batch()
                            .v1()
                            .jobs()
                            .withLabel(Group.RUN, name)
                            .list()
                            .getItems()
                            .isEmpty()
                    || !cluster.client()
                            .pods()
                            .withLabel(Group.RUN, name)
                            .list()
                            .getItems()
                            .isEmpty()
                    || !cluster.client()
                            .apps()
                            .controllerRevisions()
                            .withLabel(Group.RUN, name)
                            .list()
                            .getItems()
                            .isEmpty();
            return left ? Optional.empty() : Optional.of(true);
        });
        operator.bean(Orphans.class).end(operator.bean(ClusterIdentity.class).uid());
        assertThat(executions(name)).containsExactly(List.of(name + "/long", "ENDED_PREMATURELY"));
    }

    @Test
    void anActiveRunIsNotAnOrphan() {
        String name = name();
        start(name, plan(step("long")));
        kubelet.run(pod(name, "long", 1));

        operator.bean(Orphans.class).end(operator.bean(ClusterIdentity.class).uid());

        assertThat(executions(name)).containsExactly(List.of(name + "/long", "IN_PROGRESS"));
    }

    @Test
    void aRunWaitsForItsPlanAndKeepsItAsItWas() {
        String name = name();
        RunSpec spec = new RunSpec(new RunSpec.PlanRef(name), Plans.artefact(name), null, null, null);
        run(name, spec);
        RunStatus waiting = await(name, "a status", status -> true);
        assertThat(condition(waiting).reason()).isEqualTo("PlanMissing");

        TestPlan plan = new TestPlan();
        plan.getMetadata().setName(name);
        plan.setSpec(plan(step("one"), step("two", "one")));
        cluster.client().resource(plan).create();
        Pod one = pod(name, "one", 1);
        change(TestPlan.class, name, plan(step("other")));
        kubelet.succeed(one);
        cluster.client().resources(TestPlan.class).withName(name).delete();
        kubelet.succeed(pod(name, "two", 1));

        assertThat(awaitEnd(name).rows()).extracting(Row::step).containsExactly("one", "two");
    }

    @Test
    void aRunThatCannotBeginSaysWhy() {
        String name = name();
        start(name, plan(step("a", "b"), step("b", "a")));
        String other = name();
        run(other, new RunSpec(new RunSpec.PlanRef(name), Plans.artefact(other), List.of("moon"), null, null));
        assertThat(condition(awaitEnd(name)).reason()).isEqualTo("InvalidPlan");
        assertThat(condition(awaitEnd(other)).message()).isEqualTo("the plan has no environment moon");
    }

    @Test
    void theStatusSaysWhyAPodDoesNotProgress() {
        String name = name();
        start(name, plan(step("unit")));

        kubelet.refuseImages(pod(name, "unit", 1));

        RunStatus status = await(
                name,
                "the reason",
                now -> now.rows() != null && now.rows().getFirst().message() != null);
        assertThat(status.rows().getFirst().message()).contains("ImagePullBackOff");
        assertThat(condition(status).message()).contains("ImagePullBackOff");
    }

    @Test
    void thePlanSaysThatTheCollectorCannotBePulledInItsNamespace() {
        String name = name();
        start(name, plan(with(step("unit"), FILES, 1, 0)));
        Pod pod = pod(name, "unit", 1);

        kubelet.refuseImage(pod, "assay-collect");

        Condition ready = awaitReady(name, "CollectorNotPulled");
        assertThat(ready.status()).isEqualTo("False");
        assertThat(ready.message())
                .contains("operator.collectorImage", "ASSAY_IMAGE", "imagePullSecrets", "No runs begin meanwhile")
                .contains("container assay-collect: ImagePullBackOff: Back-off pulling image");
        assertThat(read(name).getStatus().rows().getFirst().message()).contains("assay-collect: ImagePullBackOff");

        kubelet.run(pod);
        assertThat(awaitReady(name, "Valid").status()).isEqualTo("True");
    }

    @Test
    void aNamespaceThatMayNotReportIsOnThePlanAndOnTheRunWithTheCommand() {
        String name = name();
        cluster.client()
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        Step step = with(step("unit"), FILES, 1, 0);
        step.template().getSpec().setServiceAccountName(name);
        start(name, plan(step));

        String account = cluster.namespace() + "/" + name;
        RunStatus waiting = await(name, "a status", status -> status.conditions() != null);
        assertThat(condition(waiting).reason()).isEqualTo("MayNotReport");
        assertThat(condition(waiting).message())
                .startsWith("The service account " + account + " may not report results to Assay yet")
                .contains("assay application trust '")
                .contains(" " + account + " ")
                .contains("KUBERNETES_CALLERS");
        Condition ready = awaitReady(name, "MayNotReport");
        assertThat(ready.status()).isEqualTo("False");
        assertThat(ready.message()).contains("assay application trust '", "No runs begin");
        assertThat(executions(name)).isEmpty();

        allow(name);

        kubelet.run(pod(name, "unit", 1));
        assertThat(awaitReady(name, "Valid").status()).isEqualTo("True");
    }

    private Condition awaitReady(String plan, String reason) {
        return cluster.await(
                "the plan to be " + reason,
                () -> Optional.ofNullable(cluster.client()
                                .resources(TestPlan.class)
                                .withName(plan)
                                .get()
                                .getStatus())
                        .map(status -> Condition.of(status.conditions(), Condition.READY))
                        .filter(condition -> condition.reason().equals(reason)));
    }

    /** Pod Security and quotas are reported in the same way: by an Event of the Job. */
    @Test
    void theStatusSaysWithinSecondsWhyAJobHasNoPod() {
        String name = name();
        Step step = step("unit");
        step.template().getSpec().setServiceAccountName("nobody");
        start(name, plan(step));

        RunStatus status = await(
                name,
                "the reason",
                now -> now.rows() != null && now.rows().getFirst().message() != null);
        assertThat(status.rows().getFirst().message())
                .startsWith("FailedCreate: Error creating: pods \""
                        + status.rows().getFirst().job() + "\" is forbidden")
                .contains("\"nobody\" not found");
        assertThat(condition(status).message()).contains("\"nobody\" not found");
        assertThat(events(name, "PodNotStarted")).hasSize(1);

        failJob(name, "DeadlineExceeded", "Job was active longer than specified deadline");
        RunStatus end = awaitEnd(name);
        assertThat(end.phase()).isEqualTo(Phase.ABORTED);
        assertThat(end.rows().getFirst().message())
                .startsWith("not done within 1h (FailedCreate: ")
                .contains("\"nobody\" not found");
    }

    private List<String> events(String run, String reason) {
        return cluster.client().events().v1().events().list().getItems().stream()
                .filter(event -> run.equals(event.getRegarding().getName()) && reason.equals(event.getReason()))
                .map(io.fabric8.kubernetes.api.model.events.v1.Event::getNote)
                .toList();
    }

    private Job firstJob(String run) {
        return cluster.client()
                .batch()
                .v1()
                .jobs()
                .withLabel(Group.RUN, run)
                .list()
                .getItems()
                .getFirst();
    }

    private void failJob(String run, String reason, String message) {
        kubelet.failJob(firstJob(run), reason, message);
    }

    @Test
    void reconcilingAgainWritesNothing() {
        String name = name();
        start(name, plan(step("unit")));
        kubelet.run(pod(name, "unit", 1));
        RunStatus status = await(name, "it to run", now -> now.phase() == Phase.RUNNING && now.url() != null);
        // Wait for the end of what was running when the status appeared
        touchJob(name, "first");
        String version = read(name).getMetadata().getResourceVersion();
        long writes = writes(name);

        touchJob(name, "second");

        assertThat(read(name).getStatus()).isEqualTo(status);
        assertThat(read(name).getMetadata().getResourceVersion()).isEqualTo(version);
        assertThat(writes(name)).isEqualTo(writes);
    }

    /** Merges this into the spec, as kubectl patch does: the operator may change the status at the same time. */
    private <T extends HasMetadata> void change(Class<T> kind, String name, Object spec) {
        cluster.client()
                .resources(kind)
                .withName(name)
                .patch(PatchContext.of(PatchType.JSON_MERGE), Serialization.asJson(Map.of("spec", spec)));
    }

    /** Causes one more reconciliation of the run. */
    private void touchJob(String run, String value) {
        double before = reconciliations();
        cluster.client()
                .resource(firstJob(run))
                .edit(now -> now.edit()
                        .editMetadata()
                        .addToAnnotations("touched", value)
                        .endMetadata()
                        .build());
        cluster.await("another reconciliation", () -> Optional.of(true).filter(yes -> reconciliations() > before));
    }

    private long writes(String name) {
        return calls.steps().stream()
                // The plan has the same name, but its own reconciler
                .filter(step -> !step.startsWith("GET ") && step.contains(name) && !step.contains("/testplans/"))
                .count();
    }

    private double reconciliations() {
        return operator.bean(MeterRegistry.class).find("operator.sdk.reconciliations.success").counters().stream()
                .mapToDouble(io.micrometer.core.instrument.Counter::count)
                .sum();
    }
}
