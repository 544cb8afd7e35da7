package dev.assay.operator.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.access.Permission;
import dev.assay.operator.KilledAt;
import dev.assay.operator.MockApply;
import dev.assay.operator.TestOperator;
import dev.assay.operator.resource.Condition;
import dev.assay.operator.resource.Group;
import dev.assay.operator.resource.ResultSource;
import dev.assay.operator.resource.SourceSpec;
import dev.assay.operator.resource.SourceSpec.From;
import dev.assay.operator.resource.SourceSpec.Subject;
import dev.assay.operator.resource.SourceStatus;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.TestServer;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Collects the results of foreign Jobs and Pods, from their logs to the database. */
@EnableKubernetesMockClient(https = false, crud = true)
class CollectingTest {
    private static final String REPORT = """
            <?xml version="1.0"?>
            <testsuite name="s">
              <testcase name="passes"/>
              <testcase name="%s"><system-out>hello</system-out>%s</testcase>
            </testsuite>
            """;
    private static final String GREEN = REPORT.formatted("also", "");
    private static final String RED = REPORT.formatted("fails", "<failure message=\"no\"/>");
    private static final ContainerStateTerminated WELL = Foreign.exit(0, "Completed", null);
    private static final ContainerStateTerminated BADLY = Foreign.exit(1, "Error", null);

    private static final AtomicInteger SOURCES = new AtomicInteger();

    static KubernetesMockServer kubernetes;
    static KubernetesClient client;

    private static final TestDatabase database = TestServer.shared().database();
    private static final KilledAt calls = KilledAt.never();
    private static LoggedCluster cluster;
    private static KubernetesClient counted;
    private static TestOperator operator;

    private final String app = "app-" + UUID.randomUUID();
    private final String source = "nightly-" + SOURCES.incrementAndGet();

    @BeforeAll
    static void start() {
        cluster = LoggedCluster.of(kubernetes, client, "tests");
        counted = calls.client(client.getConfiguration(), new MockApply());
        operator = TestOperator.start(database, counted, "tests");
    }

    @AfterAll
    static void stop() {
        operator.close();
        counted.close();
    }

    @Test
    void anErrorIsInTheStatusOfTheSource() {
        ResultSource failing = Foreign.source(source, Foreign.spec(Subject.JOB, From.LOG, app));
        SourceStatus status = operator.bean(SourceReconciler.class)
                .updateErrorStatus(failing, null, new IllegalStateException("the connection was refused"))
                .getResource()
                .orElseThrow()
                .getStatus();
        assertThat(status.conditions()).singleElement().satisfies(ready -> {
            assertThat(ready.status()).isEqualTo("False");
            assertThat(ready.reason()).isEqualTo("Retrying");
            assertThat(ready.message()).contains("the connection was refused", "check that the database answers");
        });
    }

    private Job job(String name) {
        return Foreign.job("tests", name, app);
    }

    private void collect(From from) {
        cluster.make(Foreign.source(source, Foreign.spec(Subject.JOB, from, app)));
    }

    /** The execution's status and link, then status, name and comment of each result. */
    private List<String> recorded() {
        return database.strings("""
                SELECT replace(text, '%2$s', 'nightly') FROM (
                  SELECT 1 AS part, e.id, 0 AS result, e.status || ' ' || p.name || ' in ' || v.name || ' of ' || a.version AS text
                  FROM artefact a JOIN artefact_build b ON b.artefact_id = a.id
                  JOIN test_execution e ON e.artefact_build_id = b.id
                  JOIN test_plan p ON p.id = e.test_plan_id JOIN environment v ON v.id = e.environment_id
                  WHERE a.name = '%1$s'
                  UNION ALL
                  SELECT 2, e.id, r.id, r.status || ' ' || c.name || CASE WHEN r.comment = '' THEN '' ELSE ': ' || r.comment END
                  FROM artefact a JOIN artefact_build b ON b.artefact_id = a.id
                  JOIN test_execution e ON e.artefact_build_id = b.id
                  JOIN test_result r ON r.test_execution_id = e.id JOIN test_case c ON c.id = r.test_case_id
                  WHERE a.name = '%1$s') found
                ORDER BY id, part, result
                """.formatted(app, source));
    }

    private List<String> ends() {
        return database.strings("""
                SELECT t.detail FROM test_event t
                JOIN test_execution e ON e.id = t.test_execution_id
                JOIN artefact_build b ON b.id = e.artefact_build_id JOIN artefact a ON a.id = b.artefact_id
                WHERE a.name = '%s' AND t.event_name = 'ended_prematurely' ORDER BY t.id
                """.formatted(app));
    }

    private String execution() {
        return database.strings("""
                        SELECT e.id FROM test_execution e
                        JOIN artefact_build b ON b.id = e.artefact_build_id JOIN artefact a ON a.id = b.artefact_id
                        WHERE a.name = '%s'
                        """.formatted(app)).getFirst();
    }

    private List<Event> events() {
        return client.events().v1().events().inNamespace("tests").list().getItems().stream()
                .filter(event -> source.equals(event.getRegarding().getName()))
                .toList();
    }

    @Test
    void aResultFileInALogIsRecordedWithItsLink() {
        Job job = job("green");
        Pod pod = Foreign.pod(job, "a", WELL);
        cluster.log(pod, 200, "+ make test\n" + GREEN + "bye\n");
        Job ended = cluster.run(job, "Complete", "CompletionsReached", pod);
        collect(From.LOG);
        SourceStatus status = cluster.awaitTotal(source, 1, 0);

        assertThat(recorded()).containsExactly("PASSED nightly in lab of 1.0", "PASSED s.passes", "PASSED s.also");
        assertThat(LoggedCluster.ready(status).holds()).isTrue();
        assertThat(LoggedCluster.ready(status).reason()).isEqualTo("Collecting");
        TestClient api = TestServer.shared().as(Permission.VIEW_TEST);
        assertThat(api.get("/v1/test-executions/" + execution()).body())
                .contains("kubernetes://%s/namespaces/tests/jobs/green/%s/tests"
                        .formatted(cluster.uid(), ended.getMetadata().getUid()))
                .contains("tests/" + source);
    }

    @Test
    void aJobThatEndsLaterIsRecordedThen() {
        collect(From.LOG);
        SourceStatus first = cluster.await(source, status -> status.observedGeneration() != null);
        assertThat(LoggedCluster.ready(first).holds()).isTrue();
        assertThat(first.collected()).isZero();

        Job job = job("red");
        Pod attempt = Foreign.pod(job, "a", BADLY);
        Pod last = Foreign.pod(job, "bb", BADLY);
        cluster.log(attempt, 200, GREEN);
        cluster.log(last, 200, RED);
        cluster.run(job, "Failed", "BackoffLimitExceeded", attempt, last);
        cluster.awaitTotal(source, 1, 0);

        assertThat(recorded()).containsExactly("FAILED nightly in lab of 1.0", "PASSED s.passes", "FAILED s.fails: no");
        assertThat(ends()).isEmpty();
    }

    @Test
    void severalResultFilesOfALogAreOneExecution() {
        Job job = job("several");
        Pod pod = Foreign.pod(job, "a", WELL);
        cluster.log(pod, 200, GREEN + "and\n" + RED);
        cluster.run(job, "Complete", "CompletionsReached", pod);
        collect(From.LOG);
        cluster.awaitTotal(source, 1, 0);

        assertThat(recorded())
                .containsExactly(
                        "FAILED nightly in lab of 1.0",
                        "PASSED s.passes",
                        "PASSED s.also",
                        "PASSED s.passes",
                        "FAILED s.fails: no");
    }

    @Test
    void aBrokenFileIsRecordedAsFailedWithItsProblem() {
        Job job = job("broken");
        Pod pod = Foreign.pod(job, "a", WELL);
        cluster.log(pod, 200, "<testsuite name=\"s\"><testcase name=\"a\"/>\n<testcase");
        cluster.run(job, "Complete", "CompletionsReached", pod);
        collect(From.LOG);
        SourceStatus status = cluster.awaitTotal(source, 0, 1);

        assertThat(recorded()).hasSize(2).first().isEqualTo("FAILED nightly in lab of 1.0");
        assertThat(recorded().getLast())
                .startsWith("FAILED nightly/tests: Result file 1 of Pod broken-a, line 2: The file ends too early");
        assertThat(status.lastError()).startsWith("Job tests/broken: Result file 1 of Pod broken-a, line 2:");
        assertThat(events()).singleElement().satisfies(event -> {
            assertThat(event.getReason()).isEqualTo("NotRead");
            assertThat(event.getRegarding().getName()).isEqualTo(source);
        });
    }

    @Test
    void whatWasRepairedInAResultFileIsAnEvent() {
        Job job = job("repaired");
        Pod pod = Foreign.pod(job, "a", WELL);
        cluster.log(
                pod,
                200,
                "<testsuite name=\"s\"><testcase name=\"a & b\"/>\n<testcase><testcase name='c'/></testcase></testsuite>");
        cluster.run(job, "Complete", "CompletionsReached", pod);
        collect(From.LOG);
        cluster.awaitTotal(source, 1, 0);

        assertThat(recorded()).containsExactly("PASSED nightly in lab of 1.0", "PASSED s.a & b", "PASSED s");
        TestClient api = TestServer.shared().as(Permission.VIEW_TEST);
        assertThat(api.get("/v1/test-executions/" + execution() + "/status_update")
                        .body())
                .contains("results_repaired")
                .contains("Result file 1 of Pod repaired-a: 2 warnings")
                .contains("line 1: An & that begins no reference", "Not taken, from line 2: <testcase name=");
    }

    @Test
    void anOutOfMemoryKillIsRecordedAsSuch() {
        Job job = job("killed");
        Pod pod = Foreign.pod(job, "a", Foreign.exit(137, "OOMKilled", null));
        cluster.log(pod, 200, "starting\n");
        cluster.run(job, "Failed", "BackoffLimitExceeded", pod);
        collect(From.LOG);
        cluster.awaitTotal(source, 1, 0);

        assertThat(recorded()).containsExactly("ENDED_PREMATURELY nightly in lab of 1.0");
        assertThat(ends()).containsExactly("Pod killed-a, container tests: OOMKilled, exit code 137");
    }

    @Test
    void aDeadlineThatLeftNoPodIsRecordedAsSuch() {
        cluster.run(job("late"), "Failed", "DeadlineExceeded");
        collect(From.LOG);
        cluster.awaitTotal(source, 1, 0);

        assertThat(recorded()).containsExactly("ENDED_PREMATURELY nightly in lab of 1.0");
        assertThat(ends()).containsExactly("DeadlineExceeded: it is so");
    }

    @Test
    void aLogThatIsGoneIsRecordedAsSuch() {
        Job job = job("gone");
        Pod pod = Foreign.pod(job, "a", WELL);
        cluster.log(pod, 404, "");
        cluster.run(job, "Complete", "CompletionsReached", pod);
        collect(From.LOG);
        cluster.awaitTotal(source, 1, 0);

        assertThat(recorded()).containsExactly("ENDED_PREMATURELY nightly in lab of 1.0");
        assertThat(ends()).containsExactly("Pod gone-a, container tests: exit code 0; its log is gone");
    }

    @Test
    void aLogThatMayNotBeReadWaitsAndIsReported() {
        Job job = job("forbidden");
        Pod pod = Foreign.pod(job, "a", WELL);
        cluster.log(pod, 403, "");
        cluster.run(job, "Complete", "CompletionsReached", pod);
        collect(From.LOG);
        SourceStatus status =
                cluster.await(source, now -> !LoggedCluster.ready(now).holds());

        assertThat(LoggedCluster.ready(status).reason()).isEqualTo("Forbidden");
        assertThat(LoggedCluster.ready(status).message()).contains("pods/log");
        assertThat(status.lag()).isEqualTo(1);
        assertThat(recorded()).isEmpty();
    }

    @Test
    void anUnreachableNodeIsWaitedForEvenIfTheJobEndedLongAgo() {
        Job job = job("away");
        Pod pod = Foreign.pod(job, "a", WELL);
        cluster.log(pod, 500, "");
        cluster.run(job, "Complete", "CompletionsReached", pod);
        collect(From.LOG);
        SourceStatus status =
                cluster.await(source, now -> !LoggedCluster.ready(now).holds());

        assertThat(LoggedCluster.ready(status).reason()).isEqualTo("Retrying");
        assertThat(LoggedCluster.ready(status).message()).startsWith("Job tests/away: ");
        assertThat(status.lag()).isEqualTo(1);
        assertThat(recorded()).isEmpty();
    }

    @Test
    void aTerminationMessageMayBeTheFile() {
        Job job = job("message");
        cluster.run(job, "Failed", "BackoffLimitExceeded", Foreign.pod(job, "a", Foreign.exit(1, "Error", RED)));
        collect(From.TERMINATION_MESSAGE);
        cluster.awaitTotal(source, 1, 0);

        assertThat(recorded()).containsExactly("FAILED nightly in lab of 1.0", "PASSED s.passes", "FAILED s.fails: no");
    }

    @Test
    void anExitCodeIsOneResultWithTheLogsHeadAndTail() {
        Job job = job("code");
        Pod pod = Foreign.pod(job, "a", BADLY);
        cluster.log(pod, 200, "first\n" + "x".repeat(200_000) + "\nlast\n");
        cluster.run(job, "Failed", "BackoffLimitExceeded", pod);
        collect(From.EXIT_CODE);
        cluster.awaitTotal(source, 1, 0);

        assertThat(recorded())
                .containsExactly(
                        "FAILED nightly in lab of 1.0",
                        "FAILED nightly/tests: Pod code-a, container tests: exit code 1");
        String log = database.strings("SELECT io_log FROM test_result WHERE test_execution_id = " + execution())
                .getFirst();
        assertThat(log)
                .startsWith("first\n")
                .endsWith("last")
                .contains("left out")
                .hasSizeLessThan(70_000);
    }

    @Test
    void podsWithoutAJobAreRecordedAndThoseOfJobsAreNot() {
        Pod alone = Foreign.ended(Foreign.pod("tests", "alone", app), Foreign.exit(0, "Completed", GREEN));
        client.resource(alone).create();
        client.resource(Foreign.pod("tests", "running", app)).create();
        client.resource(Foreign.evicted(Foreign.pod("tests", "evicted", app))).create();
        Job job = job("one");
        Pod owned = Foreign.pod(job, "a", Foreign.exit(0, "Completed", GREEN));
        owned.getMetadata().getLabels().put("app", app);
        cluster.run(job, "Complete", "CompletionsReached", owned);
        cluster.make(Foreign.source(source, Foreign.spec(Subject.POD, From.TERMINATION_MESSAGE, app)));
        cluster.awaitTotal(source, 2, 0);

        assertThat(recorded())
                .containsExactlyInAnyOrder(
                        "PASSED nightly in lab of 1.0",
                        "PASSED s.passes",
                        "PASSED s.also",
                        "ENDED_PREMATURELY nightly in lab of 1.0");
        assertThat(ends())
                .containsExactly(
                        "Pod evicted, container tests: Evicted: The node was low on resource: memory., no exit code");
    }

    @Test
    void anUnmappedJobIsReportedOnceAndRetriedWhenItsLabelsChange() {
        Job job = job("unlabelled");
        job.getMetadata().getLabels().remove(Foreign.VERSION);
        Job ended = cluster.run(
                job, "Complete", "CompletionsReached", Foreign.pod(job, "a", Foreign.exit(0, "Completed", GREEN)));
        collect(From.TERMINATION_MESSAGE);
        SourceStatus status = cluster.awaitTotal(source, 0, 1);

        assertThat(status.lastError())
                .isEqualTo("Job tests/unlabelled: version: label app.kubernetes.io/version is missing");
        assertThat(recorded()).isEmpty();
        assertThat(events()).extracting(Event::getReason).containsExactly("NotMapped");

        client.resource(new JobBuilder(ended)
                        .editMetadata()
                        .addToLabels(Foreign.VERSION, "2.0")
                        .endMetadata()
                        .build())
                .update();
        cluster.awaitTotal(source, 1, 0);

        assertThat(recorded().getFirst()).isEqualTo("PASSED nightly in lab of 2.0");
        assertThat(events()).hasSize(1);
    }

    @Test
    void aMissingContainerIsNamed() {
        Job job = job("other");
        cluster.run(job, "Complete", "CompletionsReached", Foreign.pod(job, "a", WELL));
        SourceSpec spec = Foreign.spec(Subject.JOB, From.LOG, app);
        cluster.make(Foreign.source(
                source, new SourceSpec(spec.selector(), spec.subject(), "pytest", spec.from(), null, spec.mapping())));

        assertThat(cluster.awaitTotal(source, 0, 1).lastError())
                .isEqualTo("Job tests/other: it has no container 'pytest'");
    }

    @Test
    void aMappingThatCannotWorkIsReportedOnTheSource() {
        SourceSpec spec = Foreign.spec(Subject.JOB, From.LOG, app);
        SourceSpec.Mapping mapping = new SourceSpec.Mapping(
                spec.mapping().family(),
                Map.of("name", Foreign.value(app)),
                spec.mapping().environment(),
                null,
                null);
        cluster.make(Foreign.source(
                source, new SourceSpec(spec.selector(), spec.subject(), null, spec.from(), null, mapping)));
        Condition ready = LoggedCluster.ready(cluster.await(source, status -> status.conditions() != null));

        assertThat(ready.holds()).isFalse();
        assertThat(ready.reason()).isEqualTo("InvalidMapping");
        assertThat(ready.message()).isEqualTo("mapping.artefact needs version");
    }

    @Test
    void nothingIsRecordedTwiceByAnotherSourceOrAnotherOperator() {
        Job job = job("once");
        cluster.run(job, "Complete", "CompletionsReached", Foreign.pod(job, "a", Foreign.exit(0, "Completed", GREEN)));
        collect(From.TERMINATION_MESSAGE);
        cluster.awaitTotal(source, 1, 0);
        client.resources(ResultSource.class)
                .inNamespace("tests")
                .withName(source)
                .delete();
        cluster.make(Foreign.source(source + "-again", Foreign.spec(Subject.JOB, From.TERMINATION_MESSAGE, app)));
        cluster.awaitTotal(source + "-again", 0, 0);
        operator.close();
        operator = TestOperator.start(database, counted, "tests");
        collect(From.TERMINATION_MESSAGE);

        cluster.awaitTotal(source, 1, 0);
        assertThat(recorded()).hasSize(3);
    }

    @Test
    void jobsOfTheOperatorAreNotCollected() {
        Job ours = job("ours");
        ours.getMetadata().getLabels().put(Group.MANAGED_BY, Group.FIELD_MANAGER);
        cluster.run(ours, "Complete", "CompletionsReached");
        Job theirs = job("theirs");
        cluster.run(theirs, "Failed", "DeadlineExceeded");
        collect(From.LOG);
        cluster.awaitTotal(source, 1, 0);

        assertThat(recorded()).hasSize(1);
    }

    @Test
    void manyJobsAreRecordedBatchByBatch() {
        int many = 120;
        for (int i = 0; i < many; i++) {
            Job job = job("many-" + i);
            cluster.run(
                    job, "Complete", "CompletionsReached", Foreign.pod(job, "a", Foreign.exit(0, "Completed", GREEN)));
        }
        collect(From.TERMINATION_MESSAGE);
        cluster.awaitTotal(source, many, 0);

        assertThat(database.strings("""
                SELECT count(DISTINCT e.ci_link) || ' ' || count(*) FROM test_execution e
                JOIN artefact_build b ON b.id = e.artefact_build_id JOIN artefact a ON a.id = b.artefact_id
                WHERE a.name = '%s'
                """.formatted(app))).containsExactly("120 120");
    }

    @Test
    void whenNothingChangedNothingIsWritten() {
        Job job = job("quiet");
        cluster.run(job, "Complete", "CompletionsReached", Foreign.pod(job, "a", Foreign.exit(0, "Completed", GREEN)));
        collect(From.TERMINATION_MESSAGE);
        SourceStatus status = cluster.awaitTotal(source, 1, 0);
        assertThat(status.observedGeneration())
                .isEqualTo(client.resources(ResultSource.class)
                        .inNamespace("tests")
                        .withName(source)
                        .get()
                        .getMetadata()
                        .getGeneration());
        int before = calls.steps().size();
        // Each is an event that causes a reconciliation of the source
        Job more = job("more");
        more.getMetadata().getLabels().put(Group.MANAGED_BY, Group.FIELD_MANAGER);
        cluster.run(more, "Complete", "CompletionsReached");
        client.resource(new JobBuilder(client.batch()
                                .v1()
                                .jobs()
                                .inNamespace("tests")
                                .withName("quiet")
                                .get())
                        .editMetadata()
                        .addToAnnotations("example.com/seen", "1")
                        .endMetadata()
                        .build())
                .update();
        cluster.make(Foreign.source(source + "-other", Foreign.spec(Subject.JOB, From.LOG, app)));
        cluster.awaitTotal(source + "-other", 0, 0);

        assertThat(calls.steps().subList(before, calls.steps().size()))
                .containsExactly(
                        "PATCH /apis/assay.dev/v1alpha1/namespaces/tests/resultsources/" + source + "-other/status");
    }

    @Test
    void eachSourceHasMetrics() {
        cluster.run(job("counted"), "Failed", "DeadlineExceeded");
        collect(From.LOG);
        cluster.awaitTotal(source, 1, 0);

        MeterRegistry registry = operator.bean(MeterRegistry.class);
        assertThat(registry.get("assay.source.collected")
                        .tag("namespace", "tests")
                        .tag("source", source)
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(registry.get("assay.source.lag")
                        .tag("source", source)
                        .gauge()
                        .value())
                .isZero();
    }
}
