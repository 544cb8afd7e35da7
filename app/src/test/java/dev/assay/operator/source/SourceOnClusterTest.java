package dev.assay.operator.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.operator.KilledAt;
import dev.assay.operator.TestOperator;
import dev.assay.operator.resource.Condition;
import dev.assay.operator.resource.ResultSource;
import dev.assay.operator.resource.SourceSpec;
import dev.assay.operator.resource.SourceSpec.From;
import dev.assay.operator.resource.SourceSpec.Subject;
import dev.assay.operator.resource.SourceStatus;
import dev.assay.testing.Cluster;
import dev.assay.testing.OnCluster;
import dev.assay.testing.PlayedKubelet;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.TestServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** ResultSources on a real API server; the tests decide how Pods end. */
@OnCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SourceOnClusterTest {
    private static final String GREEN = "<testsuite name=\"s\"><testcase name=\"passes\"/></testsuite>";

    private final TestDatabase database = TestServer.shared().database();
    private final Cluster cluster;
    private final PlayedKubelet kubelet;
    private final KilledAt calls = KilledAt.never();
    private final KubernetesClient client;
    private final TestOperator operator;

    SourceOnClusterTest(Cluster cluster) {
        this.cluster = cluster;
        kubelet = new PlayedKubelet(cluster);
        cluster.installCrds();
        client = calls.client(cluster.client().getConfiguration());
        operator = TestOperator.start(database, client, cluster.namespace());
    }

    @AfterAll
    void stop() {
        operator.close();
        client.close();
    }

    private static String name() {
        return "s" + UUID.randomUUID().toString().substring(0, 8);
    }

    private Job job(String name, int backoffLimit) {
        Job job = new JobBuilder(Foreign.job(cluster.namespace(), name, name))
                .editSpec()
                // The server sets one, by uid
                .withSelector(null)
                .withBackoffLimit(backoffLimit)
                .editTemplate()
                .editSpec()
                .withNodeSelector(PlayedKubelet.NOWHERE)
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
        return cluster.client().resource(job).create();
    }

    private Pod podOf(Job job) {
        return kubelet.pod(
                Map.of("batch.kubernetes.io/controller-uid", job.getMetadata().getUid()));
    }

    private void collect(String name, Subject subject, From from) {
        cluster.client()
                .resource(Foreign.source(name, Foreign.spec(subject, from, name)))
                .create();
    }

    /** Sets a label or annotation of a Job, even if its controller writes at the same time. */
    private void patch(String job, String what, String key, String value) {
        String change = "{\"metadata\":{\"%s\":{\"%s\":%s}}}".formatted(what, key, value);
        cluster.client().batch().v1().jobs().withName(job).patch(PatchContext.of(PatchType.JSON_MERGE), change);
    }

    private ResultSource read(String name) {
        return cluster.client().resources(ResultSource.class).withName(name).get();
    }

    private SourceStatus await(String name, Predicate<SourceStatus> is) {
        return cluster.await(
                "source " + name,
                () -> Optional.ofNullable(read(name).getStatus()).filter(is));
    }

    private SourceStatus awaitTotal(String name, long collected, long failed) {
        return await(
                name,
                status -> Objects.equals(status.collected(), collected)
                        && Objects.equals(status.failed(), failed)
                        && Objects.equals(status.lag(), 0));
    }

    private List<String> recorded(String app) {
        return database.strings("""
                SELECT e.status || ' of ' || a.version || coalesce(': ' || string_agg(r.status || ' ' || c.name, ', ' ORDER BY r.id), '')
                FROM artefact a JOIN artefact_build b ON b.artefact_id = a.id
                JOIN test_execution e ON e.artefact_build_id = b.id
                LEFT JOIN test_result r ON r.test_execution_id = e.id LEFT JOIN test_case c ON c.id = r.test_case_id
                WHERE a.name = '%s' GROUP BY e.id, a.version ORDER BY e.id
                """.formatted(app));
    }

    @Test
    void allAttemptsOfAJobAreOneExecution() {
        String name = name();
        collect(name, Subject.JOB, From.TERMINATION_MESSAGE);
        Condition first =
                Objects.requireNonNull(Condition.of(await(name, status -> true).conditions(), Condition.READY));
        assertThat(first.holds()).isTrue();
        assertThat(first.observedGeneration()).isEqualTo(1);

        Job job = job(name, 1);
        Pod attempt = podOf(job);
        kubelet.end(attempt, Map.of("tests", PlayedKubelet.Ending.exit(1, "")));
        Pod last = cluster.await(
                "the second attempt",
                () -> cluster
                        .client()
                        .pods()
                        .withLabel(
                                "batch.kubernetes.io/controller-uid",
                                job.getMetadata().getUid())
                        .list()
                        .getItems()
                        .stream()
                        .filter(pod -> !pod.getMetadata()
                                .getUid()
                                .equals(attempt.getMetadata().getUid()))
                        .findFirst());
        assertThat(recorded(name)).isEmpty();
        kubelet.end(last, Map.of("tests", PlayedKubelet.Ending.exit(0, GREEN)));
        awaitTotal(name, 1, 0);

        assertThat(recorded(name)).containsExactly("PASSED of 1.0: PASSED s.passes");
    }

    @Test
    void anEvictionIsRecordedAsSuch() {
        String name = name();
        collect(name, Subject.JOB, From.EXIT_CODE);
        kubelet.evict(podOf(job(name, 0)), "The node was low on resource: memory.");
        awaitTotal(name, 1, 0);

        assertThat(recorded(name)).containsExactly("ENDED_PREMATURELY of 1.0");
    }

    @Test
    void anExitCodeIsRecordedThoughThereIsNoLog() {
        String name = name();
        kubelet.fail(podOf(job(name, 0)), "tests", 3);
        collect(name, Subject.JOB, From.EXIT_CODE);
        awaitTotal(name, 1, 0);

        assertThat(recorded(name)).containsExactly("FAILED of 1.0: FAILED " + name + "/tests");
    }

    @Test
    void aPodWithoutAJobIsRecordedWhenItEnds() {
        String name = name();
        collect(name, Subject.POD, From.TERMINATION_MESSAGE);
        await(name, status -> true);
        Pod pod = cluster.client()
                .resource(new PodBuilder(Foreign.pod(cluster.namespace(), name, name))
                        .editSpec()
                        .withNodeSelector(PlayedKubelet.NOWHERE)
                        .endSpec()
                        .build())
                .create();
        kubelet.run(pod);
        kubelet.end(pod, Map.of("tests", PlayedKubelet.Ending.exit(0, GREEN)));
        awaitTotal(name, 1, 0);

        assertThat(recorded(name)).containsExactly("PASSED of 1.0: PASSED s.passes");
    }

    @Test
    void anErrorThatWasFixedIsNoLongerReported() {
        String name = name();
        Job job = job(name, 0);
        patch(name, "labels", Foreign.VERSION, "null");
        kubelet.end(podOf(job), Map.of("tests", PlayedKubelet.Ending.exit(0, GREEN)));
        collect(name, Subject.JOB, From.TERMINATION_MESSAGE);
        assertThat(awaitTotal(name, 0, 1).lastError())
                .isEqualTo("Job %s/%s: version: label app.kubernetes.io/version is missing"
                        .formatted(cluster.namespace(), name));

        patch(name, "labels", Foreign.VERSION, "\"2.0\"");

        assertThat(awaitTotal(name, 1, 0).lastError()).isNull();
        assertThat(recorded(name)).containsExactly("PASSED of 2.0: PASSED s.passes");
    }

    @Test
    void onlyTheRecordsOfADeletedSourceStay() {
        String name = name();
        kubelet.end(podOf(job(name, 0)), Map.of("tests", PlayedKubelet.Ending.exit(0, GREEN)));
        collect(name, Subject.JOB, From.TERMINATION_MESSAGE);
        awaitTotal(name, 1, 0);
        assertThat(Stream.<HasMetadata>of(
                        read(name),
                        cluster.client().batch().v1().jobs().withName(name).get()))
                .allSatisfy(object -> {
                    assertThat(object.getMetadata().getFinalizers()).isEmpty();
                    assertThat(Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.of()))
                            .allSatisfy((key, value) ->
                                    assertThat(String.valueOf(key)).doesNotContain("assay"));
                });

        cluster.client().resources(ResultSource.class).withName(name).delete();
        cluster.await("its end", () -> read(name) == null ? Optional.of(true) : Optional.empty());
        collect(name, Subject.JOB, From.TERMINATION_MESSAGE);
        awaitTotal(name, 1, 0);

        assertThat(recorded(name)).hasSize(1);
    }

    @Test
    void whenNothingChangedNothingIsWritten() {
        String name = name();
        kubelet.end(podOf(job(name, 0)), Map.of("tests", PlayedKubelet.Ending.exit(0, GREEN)));
        collect(name, Subject.JOB, From.TERMINATION_MESSAGE);
        awaitTotal(name, 1, 0);
        String version = read(name).getMetadata().getResourceVersion();
        long before = calls.steps().stream().filter(step -> step.contains(name)).count();
        // An event that causes a reconciliation of the source; the other source is reconciled after it, by the same
        // event
        String other = name();
        SourceSpec both = Foreign.spec(Subject.JOB, From.TERMINATION_MESSAGE, name);
        patch(name, "annotations", "example.com/seen", "\"1\"");
        cluster.client().resource(Foreign.source(other, both)).create();
        awaitTotal(other, 0, 0);

        assertThat(read(name).getMetadata().getResourceVersion()).isEqualTo(version);
        assertThat(calls.steps().stream().filter(step -> step.contains(name))).hasSize((int) before);
    }
}
