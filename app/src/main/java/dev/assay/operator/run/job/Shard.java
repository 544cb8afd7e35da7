package dev.assay.operator.run.job;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The observed state of one Job and its Pod.
 *
 * @param job the Job's name
 * @param active true if one of its Pods may still be running
 * @param reason why it failed, in one word: {@code OOMKilled}, {@code Evicted}, {@code DeadlineExceeded}, {@code Error}
 * @param message more about the failure, or about what it waits for; empty for nothing
 * @param exitCode the exit code of the test container; null if it is unknown
 * @param pod the Pod to read the log of; null if it is gone
 * @param container the container whose log says most: the test, or the one that prevented the test from beginning
 * @param undelivered how many files the collector had not sent when it gave up, and which; null if it sent all
 */
public record Shard(
        String job,
        State state,
        boolean active,
        String reason,
        String message,
        @Nullable Integer exitCode,
        @Nullable String pod,
        @Nullable String container,
        @Nullable String undelivered) {
    /** The state of the Job. */
    public enum State {
        RUNNING,
        SUCCEEDED,
        FAILED
    }

    private static final String DISRUPTION = "DisruptionTarget";
    /** Reasons for which a container waits because its image cannot be had. */
    private static final String NO_IMAGE =
            "(ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull|RegistryUnavailable|ImageInspectError)";

    private static final Pattern NO_COLLECTOR = Pattern.compile("container " + Jobs.COLLECTOR + ": " + NO_IMAGE + ".*");
    /** Reasons for which a container waits in an ordinary start. */
    private static final Set<String> ORDINARY = Set.of("PodInitializing", "ContainerCreating");

    private static final String EVICTED = "Evicted";
    private static final String POD_DELETED = "PodDeleted";
    /** The reasons that a kubelet gives for Pods that it evicts without a condition. */
    private static final Set<String> EVICTIONS = Set.of(EVICTED, "Preempting", "NodeShutdown", "Terminated");
    /** The exit code of a program that SIGTERM ended. */
    private static final int TERMINATED = 143;

    /** The state of a Job that was created just now. */
    public static Shard created(String job) {
        return new Shard(job, State.RUNNING, true, "", "", null, null, null, null);
    }

    /** @param pods the Pods of the Job; the newest counts */
    public static Shard of(Job job, List<Pod> pods) {
        Optional<Pod> last = pods.stream()
                .max(Comparator.comparing(
                        pod -> Objects.requireNonNullElse(pod.getMetadata().getCreationTimestamp(), "")));
        State state = holds(job, "Complete").isPresent()
                ? State.SUCCEEDED
                : holds(job, "Failed").isPresent() ? State.FAILED : State.RUNNING;
        boolean active = pods.stream().anyMatch(Shard::mayRun)
                || (state == State.RUNNING
                        && job.getStatus() != null
                        && orZero(job.getStatus().getActive()) > 0);
        ContainerStateTerminated ended = last.map(Shard::ended).orElse(null);
        String reason = reason(job, last.orElse(null), ended, state);
        return new Shard(
                job.getMetadata().getName(),
                state,
                active,
                reason,
                message(job, last.orElse(null), ended, state),
                ended == null ? null : ended.getExitCode(),
                last.map(pod -> pod.getMetadata().getName()).orElse(null),
                last.map(Shard::culprit).orElse(null),
                last.map(Shard::undelivered).orElse(null));
    }

    /** If it failed and its Pod is gone, the same state with the message that was known while the Pod existed. */
    public Shard remembering(String known) {
        return pod != null || state != State.FAILED || known.isEmpty()
                ? this
                : new Shard(job, state, active, reason, known, exitCode, null, container, undelivered);
    }

    /** The part of a message that says that the image of the collector cannot be pulled; empty if it does not say so. */
    public static Optional<String> missingCollector(String message) {
        Matcher found = NO_COLLECTOR.matcher(message);
        return found.find() ? Optional.of(found.group()) : Optional.empty();
    }

    /** True if the test itself failed, and not something around it. */
    public boolean saidSo() {
        return state == State.FAILED && reason.equals("Error") && exitCode != null && exitCode != 0;
    }

    private static Optional<JobCondition> holds(Job job, String type) {
        return job.getStatus() == null
                ? Optional.empty()
                : job.getStatus().getConditions().stream()
                        .filter(condition -> condition.getType().equals(type)
                                && condition.getStatus().equals("True"))
                        .findFirst();
    }

    /** True if the Pod has not ended. */
    public static boolean mayRun(Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return !"Succeeded".equals(phase) && !"Failed".equals(phase);
    }

    private static @Nullable ContainerStateTerminated ended(Pod pod) {
        return test(pod)
                .map(ContainerStatus::getState)
                .map(ContainerState::getTerminated)
                .orElse(null);
    }

    private static Optional<ContainerStatus> test(Pod pod) {
        if (pod.getStatus() == null || pod.getSpec().getContainers().isEmpty()) {
            return Optional.empty();
        }
        String name = pod.getSpec().getContainers().getFirst().getName();
        return pod.getStatus().getContainerStatuses().stream()
                .filter(status -> status.getName().equals(name))
                .findFirst();
    }

    private static @Nullable String undelivered(Pod pod) {
        return statuses(pod)
                .filter(status -> status.getName().equals(Jobs.COLLECTOR) && status.getState() != null)
                .map(status -> status.getState().getTerminated())
                .filter(terminated -> terminated != null && orZero(terminated.getExitCode()) != 0)
                .map(terminated -> terminated.getMessage() == null
                        ? "exit code " + terminated.getExitCode()
                        : terminated.getMessage().strip())
                .findFirst()
                .orElse(null);
    }

    private static String reason(Job job, @Nullable Pod pod, @Nullable ContainerStateTerminated ended, State state) {
        if (state != State.FAILED) {
            return "";
        }
        String ofJob = holds(job, "Failed").map(JobCondition::getReason).orElse("");
        if ("DeadlineExceeded".equals(ofJob)) {
            return ofJob;
        }
        if (pod == null) {
            return POD_DELETED;
        }
        if (disruption(pod).isPresent() || EVICTIONS.contains(ofPod(pod))) {
            return EVICTED;
        }
        if (!ofPod(pod).isEmpty()) {
            return ofPod(pod);
        }
        int code = ended == null ? 0 : orZero(ended.getExitCode());
        if (pod.getMetadata().getDeletionTimestamp() != null && (code == 0 || code == TERMINATED)) {
            return POD_DELETED;
        }
        String ofTest = ended == null || code == 0 ? "" : Objects.requireNonNullElse(ended.getReason(), "");
        return ofTest.isEmpty() ? "Error" : ofTest;
    }

    private static String ofPod(Pod pod) {
        return pod.getStatus() == null
                ? ""
                : Objects.requireNonNullElse(pod.getStatus().getReason(), "");
    }

    /**
     * The condition that Kubernetes sets when it removes a Pod from its node: an eviction, a drain, a taint or a Pod of higher
     * priority.
     */
    private static Optional<PodCondition> disruption(Pod pod) {
        return pod.getStatus() == null
                ? Optional.empty()
                : pod.getStatus().getConditions().stream()
                        .filter(condition -> condition.getType().equals(DISRUPTION)
                                && condition.getStatus().equals("True"))
                        .findFirst();
    }

    private static String message(Job job, @Nullable Pod pod, @Nullable ContainerStateTerminated ended, State state) {
        if (state == State.RUNNING) {
            return pod == null ? "" : waiting(pod);
        }
        if (state == State.SUCCEEDED) {
            return "";
        }
        String failed = holds(job, "Failed").map(JobCondition::getMessage).orElse("");
        if (pod == null) {
            return failed;
        }
        String waiting = waiting(pod);
        if (!waiting.isEmpty()) {
            return waiting;
        }
        if (pod.getStatus() != null && pod.getStatus().getMessage() != null) {
            return pod.getStatus().getMessage();
        }
        Optional<String> disrupted = disruption(pod).map(PodCondition::getMessage);
        if (disrupted.isPresent()) {
            return disrupted.get();
        }
        if (ended != null && ended.getMessage() != null && !ended.getMessage().isEmpty()) {
            return ended.getMessage();
        }
        if (ended != null && orZero(ended.getExitCode()) != 0) {
            return "exit code " + ended.getExitCode();
        }
        return others(pod).orElse(ended == null ? failed : "");
    }

    /** A message about another container that failed, if the test passed or never began. */
    private static Optional<String> others(Pod pod) {
        return failed(pod)
                .map(status -> "container " + status.getName() + ": exit code "
                        + status.getState().getTerminated().getExitCode());
    }

    /** Why a Pod does not progress: an image cannot be pulled, a container crashes again and again, or no node has room. */
    private static String waiting(Pod pod) {
        if (pod.getStatus() == null) {
            return "";
        }
        Optional<String> container = statuses(pod)
                .map(Shard::waiting)
                .filter(reason -> !reason.isEmpty())
                .findFirst();
        return container.orElseGet(() -> pod.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("PodScheduled")
                        && condition.getStatus().equals("False"))
                .map(condition -> condition.getReason() + ": " + condition.getMessage())
                .findFirst()
                .orElse(""));
    }

    private static String waiting(ContainerStatus status) {
        ContainerStateWaiting waiting =
                status.getState() == null ? null : status.getState().getWaiting();
        String reason = waiting == null ? "" : Objects.requireNonNullElse(waiting.getReason(), "");
        if (waiting == null || reason.isEmpty() || ORDINARY.contains(reason)) {
            return "";
        }
        String message = Objects.requireNonNullElse(waiting.getMessage(), "");
        return "container " + status.getName() + ": " + reason + (message.isEmpty() ? "" : ": " + message);
    }

    private static Stream<ContainerStatus> statuses(Pod pod) {
        return pod.getStatus() == null
                ? Stream.of()
                : Stream.concat(
                        pod.getStatus().getInitContainerStatuses().stream(),
                        pod.getStatus().getContainerStatuses().stream());
    }

    /** The container that made the Pod fail: the test, or another one if the test passed or never began. */
    private static String culprit(Pod pod) {
        String test = pod.getSpec().getContainers().getFirst().getName();
        boolean ofTest = test(pod)
                .map(ContainerStatus::getState)
                .map(ContainerState::getTerminated)
                .filter(ended -> orZero(ended.getExitCode()) != 0)
                .isPresent();
        return ofTest ? test : failed(pod).map(ContainerStatus::getName).orElse(test);
    }

    /** A container that failed, init containers first. The collector does not count, because it only reports. */
    private static Optional<ContainerStatus> failed(Pod pod) {
        return statuses(pod)
                .filter(status -> !status.getName().equals(Jobs.COLLECTOR)
                        && status.getState() != null
                        && status.getState().getTerminated() != null
                        && orZero(status.getState().getTerminated().getExitCode()) != 0)
                .findFirst();
    }

    private static int orZero(@Nullable Integer number) {
        return number == null ? 0 : number;
    }
}
