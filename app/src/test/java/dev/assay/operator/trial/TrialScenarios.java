package dev.assay.operator.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.operator.resource.Group;
import dev.assay.testing.Cluster;
import dev.assay.testing.PlayedKubelet;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Scenarios of trials for any API server; the tests decide how Pods end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TrialScenarios {
    final Cluster cluster;
    final PlayedKubelet kubelet;
    private final ExecutorService people = Executors.newVirtualThreadPerTaskExecutor();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private String name = "";

    @TempDir
    Path directory;

    TrialScenarios(Cluster cluster) {
        this.cluster = cluster;
        kubelet = new PlayedKubelet(cluster);
    }

    @BeforeEach
    void begin() {
        name = "t" + UUID.randomUUID().toString().substring(0, 8);
        said.reset();
    }

    @AfterAll
    void stop() {
        people.shutdownNow();
    }

    TrialRequest request(String step) throws IOException {
        return request(step, null, Map.of(), false);
    }

    private TrialRequest request(String step, @Nullable String environment, Map<String, String> artefact, boolean keep)
            throws IOException {
        Path file = directory.resolve("plan.yaml");
        Files.writeString(file, """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: other}
                ---
                apiVersion: assay.dev/v1alpha1
                kind: TestPlan
                metadata: {name: %s}
                spec:
                  environments:
                  - name: lab
                    nodeSelector: {assay.dev/played: nowhere}
                  - name: board
                    architecture: arm64
                  steps:
                  - name: unit
                    template: {spec: {containers: [{name: test, image: "registry.example/tests:1"}]}}
                    results: {paths: ["**/*.xml"]}
                  - name: bare
                    template: {spec: {containers: [{name: test, image: "registry.example/tests:1"}]}}
                    shards: 2
                  - name: nobody
                    template: {spec: {serviceAccountName: nobody, containers: [{name: test, image: "registry.example/tests:1"}]}}
                  - name: prepared
                    template:
                      spec:
                        initContainers: [{name: prepare, image: "registry.example/tests:1"}]
                        containers: [{name: test, image: "registry.example/tests:1"}]
                """.formatted(name));
        return new TrialRequest(file, step, environment, artefact, cluster.namespace(), null, keep, true);
    }

    Future<TrialOutcome> start(TrialRequest request) {
        Callable<TrialOutcome> trial =
                () -> new Trial(cluster.client(), new PrintStream(said, true, StandardCharsets.UTF_8)).run(request);
        return people.submit(trial);
    }

    private TrialOutcome run(TrialRequest request) throws Exception {
        return start(request).get();
    }

    Pod pod(String step, int shard) {
        return kubelet.pod(Map.of(Group.PLAN, name, Group.STEP, step, Group.SHARD, "" + shard));
    }

    private List<Job> jobs() {
        return cluster.client()
                .batch()
                .v1()
                .jobs()
                .withLabel(Group.PLAN, name)
                .list()
                .getItems();
    }

    /** Waits until the Jobs of trials and their Pods are gone. */
    void awaitNothingLeft() {
        cluster.await("the Jobs to go", () -> Optional.of(jobs()).filter(List::isEmpty));
        cluster.await(
                "the Pods to go",
                () -> Optional.of(cluster.client()
                                .pods()
                                .withLabel(Group.PLAN, name)
                                .list()
                                .getItems())
                        .filter(List::isEmpty));
    }

    String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aStepThatPassesLeavesNothing() throws Exception {
        Future<TrialOutcome> trial =
                start(request("unit", "lab", Map.of("family", "generic", "name", "web", "version", "7"), false));
        Pod pod = pod("unit", 0);
        assertThat(pod.getSpec().getContainers().getFirst().getEnv())
                .anyMatch(e -> e.getName().equals("ASSAY_ARTEFACT_VERSION")
                        && e.getValue().equals("7"))
                .anyMatch(e ->
                        e.getName().equals("ASSAY_RESULTS_DIR") && e.getValue().equals("/assay/results"));
        assertThat(pod.getSpec().getInitContainers())
                .as("no collector, but somebody who looks")
                .singleElement()
                .satisfies(look -> {
                    assertThat(look.getName()).isEqualTo("assay-look");
                    assertThat(look.getImage()).isEqualTo("registry.example/tests:1");
                });
        assertThat(pod.getSpec().getVolumes())
                .extracting(v -> v.getName())
                .contains("assay-results")
                .doesNotContain("assay-token");
        kubelet.run(pod);
        kubelet.succeed(pod);
        assertThat(trial.get()).isEqualTo(new TrialOutcome.Passed());
        assertThat(said())
                .contains(
                        "Job " + cluster.namespace() + "/try-" + name,
                        "--- " + pod.getMetadata().getName());
        awaitNothingLeft();
    }

    @Test
    void aFailedTestIsReportedWithItsExitCode() throws Exception {
        Future<TrialOutcome> trial = start(request("bare"));
        kubelet.succeed(pod("bare", 0));
        kubelet.fail(pod("bare", 1), "test", 3);
        assertThat(trial.get()).isEqualTo(new TrialOutcome.Failed("exit code 3"));
        assertThat(said()).contains("its exit code is the only result");
        awaitNothingLeft();
    }

    @Test
    void aCrashAbortsAndDoesNotFail() throws Exception {
        Future<TrialOutcome> trial = start(request("unit"));
        kubelet.end(pod("unit", 0), Map.of("test", PlayedKubelet.Ending.outOfMemory()));
        assertThat(trial.get())
                .isInstanceOfSatisfying(
                        TrialOutcome.Aborted.class,
                        aborted -> assertThat(aborted.message()).startsWith("OOMKilled"));
        awaitNothingLeft();
    }

    @Test
    void theReasonThatAPodWaitsIsPrinted() throws Exception {
        Future<TrialOutcome> trial = start(request("unit"));
        Pod pod = pod("unit", 0);
        kubelet.refuseImages(pod);
        cluster.await("the reason", () -> Optional.of(said()).filter(text -> text.contains("ImagePullBackOff")));
        kubelet.succeed(pod);
        assertThat(trial.get()).isEqualTo(new TrialOutcome.Passed());
    }

    /** Pod Security and quotas are reported in the same way: by an Event of the Job. */
    @Test
    void theReasonThatThereIsNoPodIsPrintedAndKept() throws Exception {
        Future<TrialOutcome> trial = start(request("nobody"));
        cluster.await("the reason", () -> Optional.of(said()).filter(text -> text.contains("\"nobody\" not found")));
        assertThat(said()).contains("Waiting: FailedCreate: Error creating: pods \"try-" + name);
        kubelet.failJob(jobs().getFirst(), "DeadlineExceeded", "Job was active longer than specified deadline");
        assertThat(trial.get())
                .isInstanceOfSatisfying(
                        TrialOutcome.Aborted.class,
                        aborted -> assertThat(aborted.message())
                                .startsWith("DeadlineExceeded: FailedCreate: ")
                                .contains("\"nobody\" not found"));
    }

    @Test
    void anInitContainerThatFailsIsNamedWithItsLog() throws Exception {
        Future<TrialOutcome> trial = start(request("prepared"));
        kubelet.failInit(pod("prepared", 0), "prepare", 7);
        assertThat(trial.get()).isEqualTo(new TrialOutcome.Aborted("Error: container prepare: exit code 7"));
        assertThat(said()).containsAnyOf(", container prepare", "The log of container prepare");
    }

    @Test
    void anImageWithoutAShellIsTriedWithoutListingFiles() throws Exception {
        Future<TrialOutcome> trial = start(request("unit"));
        Pod pod = pod("unit", 0);
        cluster.client()
                .resource(pod)
                .editStatus(now -> now.edit()
                        .editOrNewStatus()
                        .withPhase("Pending")
                        .withInitContainerStatuses(new ContainerStatusBuilder()
                                .withName("assay-look")
                                .withImage("registry.example/tests:1")
                                .withImageID("")
                                .withReady(false)
                                .withRestartCount(1)
                                .withNewState()
                                .withNewWaiting("exec: sh: not found", "RunContainerError")
                                .endState()
                                .build())
                        .endStatus()
                        .build());
        Pod second = cluster.await(
                "a Pod that looks at nothing",
                () -> cluster.client().pods().withLabel(Group.PLAN, name).list().getItems().stream()
                        .filter(one -> one.getSpec().getInitContainers().isEmpty()
                                && one.getMetadata().getDeletionTimestamp() == null)
                        .findFirst());
        kubelet.succeed(second);
        assertThat(trial.get()).isEqualTo(new TrialOutcome.Passed());
        assertThat(said()).contains("has no shell");
        awaitNothingLeft();
    }

    @Test
    void aTrialWithKeepStays() throws Exception {
        Future<TrialOutcome> trial = start(request("unit", null, Map.of(), true));
        kubelet.succeed(pod("unit", 0));
        assertThat(trial.get()).isEqualTo(new TrialOutcome.Passed());
        assertThat(jobs()).singleElement().satisfies(job -> {
            assertThat(job.getSpec().getTtlSecondsAfterFinished()).isEqualTo(3600);
            assertThat(job.getMetadata().getOwnerReferences()).isEmpty();
        });
        cluster.client().batch().v1().jobs().withLabel(Group.PLAN, name).delete();
        awaitNothingLeft();
    }

    @Test
    void anInterruptedTrialLeavesNothing() throws Exception {
        Future<TrialOutcome> trial = start(request("bare"));
        pod("bare", 1);
        trial.cancel(true);
        awaitNothingLeft();
    }

    @Test
    void anUnknownStepIsRefusedWithTheKnownOnes() throws Exception {
        assertThat(refusal(request("units")))
                .isEqualTo("The plan has no step units; it has: unit, bare, nobody, prepared");
        assertThat(refusal(request("unit", "attic", Map.of(), false)))
                .isEqualTo("The plan has no environment attic; it has: lab, board");
        assertThat(refusal(request("unit", null, Map.of("famly", "snap"), false)))
                .contains("--artefact is not understood", "famly", "family=generic");
        assertThat(refusal(request("unit", null, Map.of("family", "rpm"), false)))
                .contains("--artefact is not understood", "rpm");
        TrialRequest request = request("unit");
        Files.writeString(request.plan(), "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n");
        assertThat(refusal(request)).contains("has 0 TestPlans");
        Files.writeString(request.plan(), "{");
        assertThat(refusal(request)).contains("cannot be read");
        Files.delete(request.plan());
        assertThat(refusal(request)).contains("cannot be read");
        assertThat(jobs()).isEmpty();
    }

    @Test
    void anUnknownShardIsRefused() throws Exception {
        TrialRequest all = request("bare");
        assertThat(refusal(new TrialRequest(all.plan(), "bare", null, Map.of(), cluster.namespace(), 2, false, true)))
                .isEqualTo("Step bare has shards 0 to 1");
        Future<TrialOutcome> one =
                start(new TrialRequest(all.plan(), "bare", null, Map.of(), cluster.namespace(), 1, false, true));
        kubelet.succeed(pod("bare", 1));
        assertThat(one.get()).isEqualTo(new TrialOutcome.Passed());
    }

    String refusal(TrialRequest request) throws Exception {
        return run(request) instanceof TrialOutcome.Refused(String message) ? message : "not refused";
    }
}
