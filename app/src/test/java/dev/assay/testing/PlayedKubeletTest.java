package dev.assay.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.testing.PlayedKubelet.Ending;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

@OnCluster
class PlayedKubeletTest {
    private final Cluster cluster;
    private final PlayedKubelet kubelet;

    PlayedKubeletTest(Cluster cluster) {
        this.cluster = cluster;
        this.kubelet = new PlayedKubelet(cluster);
    }

    @Test
    void aJobWhosePodRunsIsActiveAndReady() {
        Pod running = kubelet.run(pod("runs"));

        assertThat(running.getStatus().getPhase()).isEqualTo("Running");
        assertThat(running.getStatus().getInitContainerStatuses())
                .satisfiesExactly(
                        sidecar -> assertThat(sidecar.getState().getRunning()).isNotNull());
        Job job =
                awaitJob("runs", it -> Integer.valueOf(1).equals(it.getStatus().getReady()));
        assertThat(job.getStatus().getActive()).isEqualTo(1);
    }

    @Test
    void aJobWhosePodSucceededIsComplete() {
        Pod pod = pod("succeeds");
        kubelet.run(pod);
        kubelet.succeed(pod);

        assertThat(ended("succeeds")).isEqualTo("Complete CompletionsReached");
    }

    @Test
    void aJobWhosePodFailedHasFailed() {
        Pod pod = pod("fails");
        kubelet.run(pod);
        Pod failed = kubelet.fail(pod, "test", 3);

        assertThat(failed.getStatus().getPhase()).isEqualTo("Failed");
        assertThat(failed.getStatus()
                        .getContainerStatuses()
                        .getFirst()
                        .getState()
                        .getTerminated())
                .satisfies(end -> assertThat(end.getExitCode()).isEqualTo(3))
                .satisfies(end -> assertThat(end.getReason()).isEqualTo("Error"));
        assertThat(ended("fails")).isEqualTo("Failed BackoffLimitExceeded");
    }

    @Test
    void aContainerThatTookTooMuchMemoryWasKilled() {
        Pod killed = kubelet.end(pod("swells"), Map.of("test", Ending.outOfMemory()));

        assertThat(killed.getStatus()
                        .getContainerStatuses()
                        .getFirst()
                        .getState()
                        .getTerminated())
                .satisfies(end -> assertThat(end.getExitCode()).isEqualTo(137))
                .satisfies(end -> assertThat(end.getReason()).isEqualTo("OOMKilled"));
        assertThat(ended("swells")).isEqualTo("Failed BackoffLimitExceeded");
    }

    @Test
    void anEvictedPodTellsWhyAndNothingOfItsContainers() {
        Pod pod = pod("evicted");
        kubelet.run(pod);
        Pod evicted = kubelet.evict(pod, "The node was low on resource: memory.");

        assertThat(evicted.getStatus().getReason()).isEqualTo("Evicted");
        assertThat(evicted.getStatus().getMessage()).contains("low on resource");
        assertThat(evicted.getStatus().getContainerStatuses()).isEmpty();
        assertThat(evicted.getStatus().getConditions())
                .extracting(condition -> condition.getType() + " " + condition.getStatus())
                .contains("DisruptionTarget True");
        assertThat(ended("evicted")).isEqualTo("Failed BackoffLimitExceeded");
    }

    @Test
    void aContainerMayEndBeforeItsSidecar() {
        Pod pod = pod("early");
        kubelet.run(pod);
        Pod early = kubelet.endOne(pod, "test", Ending.exit(0, "12 passed"));

        assertThat(early.getStatus().getPhase()).isEqualTo("Running");
        assertThat(early.getStatus()
                        .getContainerStatuses()
                        .getFirst()
                        .getState()
                        .getTerminated()
                        .getMessage())
                .isEqualTo("12 passed");
        assertThat(early.getStatus()
                        .getInitContainerStatuses()
                        .getFirst()
                        .getState()
                        .getRunning())
                .isNotNull();
    }

    @Test
    void anImageThatCannotBeHadKeepsThePodPending() {
        Pod pending = kubelet.refuseImages(pod("waits"));

        assertThat(pending.getStatus().getPhase()).isEqualTo("Pending");
        assertThat(pending.getStatus()
                        .getContainerStatuses()
                        .getFirst()
                        .getState()
                        .getWaiting()
                        .getReason())
                .isEqualTo("ImagePullBackOff");
    }

    @Test
    void aPodThatCouldRunSomewhereIsLeftToItsKubelet() {
        Pod real = new PodBuilder()
                .withNewMetadata()
                .withName("real")
                .withNamespace(cluster.namespace())
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .build();
        assertThatThrownBy(() -> kubelet.run(real)).hasMessageContaining("could run on a real node");
        assertThatThrownBy(() -> kubelet.fail(pod("named"), "tset", 1)).hasMessageContaining("[test]", "[tset]");
    }

    private Pod pod(String job) {
        cluster.client()
                .resource(new JobBuilder()
                        .withNewMetadata()
                        .withName(job)
                        .endMetadata()
                        .withNewSpec()
                        .withBackoffLimit(0)
                        .withNewTemplate()
                        .withNewSpec()
                        .withRestartPolicy("Never")
                        .withNodeSelector(PlayedKubelet.NOWHERE)
                        .addToInitContainers(new ContainerBuilder()
                                .withName("collect")
                                .withImage("example.org/collect")
                                .withRestartPolicy("Always")
                                .build())
                        .addToContainers(new ContainerBuilder()
                                .withName("test")
                                .withImage("example.org/test")
                                .build())
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build())
                .create();
        return kubelet.pod(Map.of("job-name", job));
    }

    /** Type and reason of the condition that ends the job. */
    private String ended(String name) {
        return cluster.await(
                "the end of job " + name,
                () -> job(name).getStatus().getConditions().stream()
                        .filter(c -> "True".equals(c.getStatus()))
                        .filter(c -> "Complete".equals(c.getType()) || "Failed".equals(c.getType()))
                        .map(c -> c.getType() + " " + c.getReason())
                        .findFirst());
    }

    private Job awaitJob(String name, Predicate<Job> condition) {
        return cluster.await("job " + name, () -> Optional.of(job(name)).filter(condition));
    }

    private Job job(String name) {
        return cluster.client().batch().v1().jobs().withName(name).get();
    }
}
