package dev.assay.testing;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sets the status of pods that never ran, as a kubelet would, because the control plane of tests has none. It changes only pods
 * that choose {@link #NOWHERE} as their node; on a cluster with nodes these stay pending, so it never contradicts a real kubelet.
 * Nothing runs, so there are no logs.
 */
public final class PlayedKubelet {
    /** The node selector of pods in such tests; no node has it. */
    public static final Map<String, String> NOWHERE = Map.of("assay.dev/played", "nowhere");

    private final Cluster cluster;

    public PlayedKubelet(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * How a container ended.
     *
     * @param reason the kubelet's word for it: {@code Completed}, {@code Error}, {@code OOMKilled}, …
     * @param message the termination message: what the container wrote to its {@code terminationMessagePath}
     */
    public record Ending(int exitCode, String reason, String message) {
        private static final int KILLED = 137;

        public static Ending exit(int code) {
            return exit(code, "");
        }

        public static Ending exit(int code, String message) {
            return new Ending(code, code == 0 ? "Completed" : "Error", message);
        }

        /** Killed because it took more memory than its limit. */
        public static Ending outOfMemory() {
            return new Ending(KILLED, "OOMKilled", "");
        }
    }

    /** Waits for the pod with these labels. */
    public Pod pod(Map<String, String> labels) {
        return cluster.await(
                "a pod with " + labels,
                () -> cluster.client().pods().withLabels(labels).list().getItems().stream()
                        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                        .findFirst());
    }

    /** Its ordinary init containers have ended; its sidecars and containers run and are ready. */
    public Pod run(Pod pod) {
        return say(
                pod,
                now -> status("Running", now)
                        .withConditions(conditions(true, now))
                        .withInitContainerStatuses(all(
                                now.getSpec().getInitContainers(),
                                c -> isSidecar(c) ? runs(c) : ends(c, Ending.exit(0))))
                        .withContainerStatuses(all(now.getSpec().getContainers(), PlayedKubelet::runs))
                        .build());
    }

    /** A container's image cannot be pulled; the pod stays pending. */
    public Pod refuseImages(Pod pod) {
        return say(
                pod,
                now -> status("Pending", now)
                        .withConditions(conditions(false, now))
                        .withContainerStatuses(all(
                                now.getSpec().getContainers(),
                                c -> status(
                                        c,
                                        new ContainerStateBuilder()
                                                .withNewWaiting(
                                                        "Back-off pulling image \"" + c.getImage() + '"',
                                                        "ImagePullBackOff")
                                                .build())))
                        .build());
    }

    /** The image of one init container cannot be pulled; the pod stays pending, and the others wait for it. */
    public Pod refuseImage(Pod pod, String initContainer) {
        return say(
                pod,
                now -> status("Pending", now)
                        .withConditions(conditions(false, now))
                        .withInitContainerStatuses(all(
                                now.getSpec().getInitContainers(),
                                c -> c.getName().equals(initContainer)
                                        ? waits(
                                                c,
                                                "ImagePullBackOff",
                                                "Back-off pulling image \"" + c.getImage()
                                                        + "\": ErrImagePull: not found")
                                        : waits(c, "PodInitializing", null)))
                        .withContainerStatuses(
                                all(now.getSpec().getContainers(), c -> waits(c, "PodInitializing", null)))
                        .build());
    }

    /** The Job controller gives a Job up. */
    public void failJob(Job job, String reason, String message) {
        cluster.client()
                .resource(job)
                .editStatus(now -> now.edit()
                        .editOrNewStatus()
                        .addNewCondition()
                        .withType("FailureTarget")
                        .withStatus("True")
                        .withReason(reason)
                        .withMessage(message)
                        .endCondition()
                        .addNewCondition()
                        .withType("Failed")
                        .withStatus("True")
                        .withReason(reason)
                        .withMessage(message)
                        .endCondition()
                        .endStatus()
                        .build());
    }

    /** An ordinary init container failed, so the containers never began. */
    public Pod failInit(Pod pod, String initContainer, int exitCode) {
        return say(
                pod,
                now -> status("Failed", now)
                        .withConditions(conditions(false, now))
                        .withInitContainerStatuses(all(
                                now.getSpec().getInitContainers(),
                                c -> ends(c, Ending.exit(c.getName().equals(initContainer) ? exitCode : 0))))
                        .withContainerStatuses(
                                all(now.getSpec().getContainers(), c -> waits(c, "PodInitializing", null)))
                        .build());
    }

    private static ContainerStatus waits(Container container, String reason, @Nullable String message) {
        return status(
                container,
                new ContainerStateBuilder().withNewWaiting(message, reason).build());
    }

    /** Every container succeeded. */
    public Pod succeed(Pod pod) {
        return end(pod, Map.of());
    }

    /** One container failed, the others succeeded. */
    public Pod fail(Pod pod, String container, int exitCode) {
        return end(pod, Map.of(container, Ending.exit(exitCode)));
    }

    /** All containers ended, so sidecars were stopped: {@code Failed} if one failed, otherwise {@code Succeeded}. */
    public Pod end(Pod pod, Map<String, Ending> endings) {
        List<String> names =
                pod.getSpec().getContainers().stream().map(Container::getName).toList();
        if (!names.containsAll(endings.keySet())) {
            throw new IllegalArgumentException("The pod has " + names + ", not all of " + endings.keySet());
        }
        boolean well = endings.values().stream().allMatch(ending -> ending.exitCode() == 0);
        return say(
                pod,
                now -> status(well ? "Succeeded" : "Failed", now)
                        .withConditions(conditions(false, now))
                        .withInitContainerStatuses(all(now.getSpec().getInitContainers(), c -> ends(c, Ending.exit(0))))
                        .withContainerStatuses(all(
                                now.getSpec().getContainers(),
                                c -> ends(c, endings.getOrDefault(c.getName(), Ending.exit(0)))))
                        .build());
    }

    /** One container ended while the others, sidecars among them, still run. */
    public Pod endOne(Pod pod, String container, Ending ending) {
        return say(
                pod,
                now -> status("Running", now)
                        .withConditions(conditions(false, now))
                        .withInitContainerStatuses(all(
                                now.getSpec().getInitContainers(),
                                c -> isSidecar(c) ? runs(c) : ends(c, Ending.exit(0))))
                        .withContainerStatuses(all(
                                now.getSpec().getContainers(),
                                c -> c.getName().equals(container) ? ends(c, ending) : runs(c)))
                        .build());
    }

    /** The node ran out of a resource: the pod failed as a whole, and no container says how it ended. */
    public Pod evict(Pod pod, String message) {
        return say(
                pod,
                now -> status("Failed", now)
                        .withReason("Evicted")
                        .withMessage(message)
                        .withConditions(Stream.concat(
                                        conditions(false, now).stream(),
                                        Stream.of(condition("DisruptionTarget", true, "TerminationByKubelet", message)))
                                .toList())
                        .build());
    }

    private Pod say(Pod pod, Function<Pod, PodStatus> status) {
        refuseRealOnes(pod);
        return cluster.client()
                .pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .editStatus(
                        now -> new PodBuilder(now).withStatus(status.apply(now)).build());
    }

    private static void refuseRealOnes(Pod pod) {
        Map<String, String> selector = pod.getSpec().getNodeSelector();
        if (pod.getSpec().getNodeName() != null || !selector.entrySet().containsAll(NOWHERE.entrySet())) {
            throw new IllegalArgumentException("Pod " + pod.getMetadata().getName()
                    + " could run on a real node: give it the node selector " + NOWHERE);
        }
    }

    /** The previous status of the pod as a whole, without its containers. */
    private static PodStatusBuilder status(String phase, Pod pod) {
        String started = Optional.ofNullable(pod.getStatus().getStartTime()).orElseGet(PlayedKubelet::now);
        return new PodStatusBuilder()
                .withPhase(phase)
                .withStartTime(started)
                .withQosClass(pod.getStatus().getQosClass())
                .withObservedGeneration(pod.getMetadata().getGeneration());
    }

    private static List<PodCondition> conditions(boolean ready, Pod pod) {
        boolean over = !ready && !"Pending".equals(pod.getStatus().getPhase());
        String why = ready ? null : over ? "PodCompleted" : "ContainersNotReady";
        return List.of(
                condition("PodScheduled", true, null, null),
                condition("Initialized", true, null, null),
                condition("ContainersReady", ready, why, null),
                condition("Ready", ready, why, null));
    }

    private static PodCondition condition(String type, boolean status, String reason, String message) {
        return new PodConditionBuilder()
                .withType(type)
                .withStatus(status ? "True" : "False")
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(now())
                .build();
    }

    private static List<ContainerStatus> all(List<Container> containers, Function<Container, ContainerStatus> status) {
        return containers.stream().map(status).toList();
    }

    private static boolean isSidecar(Container container) {
        return "Always".equals(container.getRestartPolicy());
    }

    private static ContainerStatus runs(Container container) {
        return status(
                container, new ContainerStateBuilder().withNewRunning(now()).build());
    }

    private static ContainerStatus ends(Container container, Ending ending) {
        return status(
                container,
                new ContainerStateBuilder()
                        .withNewTerminated()
                        .withExitCode(ending.exitCode())
                        .withReason(ending.reason())
                        .withMessage(ending.message().isEmpty() ? null : ending.message())
                        .withStartedAt(now())
                        .withFinishedAt(now())
                        .endTerminated()
                        .build());
    }

    private static ContainerStatus status(Container container, ContainerState state) {
        return new ContainerStatusBuilder()
                .withName(container.getName())
                .withImage(container.getImage())
                .withImageID("")
                .withRestartCount(0)
                .withReady(state.getRunning() != null)
                .withStarted(state.getRunning() != null)
                .withState(state)
                .build();
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
