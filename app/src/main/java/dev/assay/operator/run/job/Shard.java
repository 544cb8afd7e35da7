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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is seen of a Job of ours.
 *
 * @param job its name
 * @param active whether a Pod of it may still be there
 * @param reason of a failure, in one word: {@code OOMKilled}, {@code Evicted}, {@code DeadlineExceeded}, {@code Error}
 * @param message more about it; empty for nothing
 * @param exitCode of the test container; null when it is not known
 * @param pod the Pod to read the log of; null when it is gone
 * @param container the one in it whose log says most: the test, or the container that kept it from beginning
 * @param undelivered the collector gave up with results that it had not sent
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
        boolean undelivered) {
    /** Where the Job is. */
    public enum State {
        RUNNING,
        SUCCEEDED,
        FAILED
    }

    private static final String DISRUPTION = "DisruptionTarget";
    /** On the way to running. */
    private static final Set<String> ORDINARY = Set.of("PodInitializing", "ContainerCreating");

    private static final String EVICTED = "Evicted";
    private static final String POD_DELETED = "PodDeleted";
    /** What a kubelet says of Pods that it takes away without a condition. */
    private static final Set<String> EVICTIONS =
            Set.of(EVICTED, "Preempting", "NodeShutdown", "Terminated", "NodeAffinity");
    /** A program that SIGTERM ended. */
    private static final int TERMINATED = 143;

    /** A Job that was made just now. */
    public static Shard created(String job) {
        return new Shard(job, State.RUNNING, true, "", "", null, null, null, false);
    }

    /** @param pods of the Job; the newest counts */
    public static Shard of(Job job, List<Pod> pods) {
        Optional<Pod> last = pods.stream()
                .max(Comparator.comparing(
                        pod -> Objects.requireNonNullElse(pod.getMetadata().getCreationTimestamp(), "")));
        State state = holds(job, "Complete").isPresent()
                ? State.SUCCEEDED
                : holds(job, "Failed").isPresent() ? State.FAILED : State.RUNNING;
        boolean active = state == State.RUNNING
                && (pods.stream().anyMatch(Shard::mayRun)
                        || (job.getStatus() != null && orZero(job.getStatus().getActive()) > 0));
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
                last.map(Shard::undelivered).orElse(false));
    }

    /** The same, with what was known of it while its Pod was there. */
    public Shard remembering(String known) {
        return pod != null || state != State.FAILED || known.isEmpty()
                ? this
                : new Shard(job, state, active, reason, known, exitCode, null, container, undelivered);
    }

    /** Whether the test itself said that it failed, rather than something around it. */
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

    private static boolean mayRun(Pod pod) {
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

    private static boolean undelivered(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getInitContainerStatuses().stream()
                        .filter(status -> status.getName().equals(Jobs.COLLECTOR))
                        .map(ContainerStatus::getState)
                        .map(ContainerState::getTerminated)
                        .anyMatch(terminated -> terminated != null && orZero(terminated.getExitCode()) != 0);
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

    /** Set by whoever takes a Pod from its node: an eviction, a drain, a taint, a Pod of higher priority. */
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

    /** The test ended well, or never began; another container of its Pod did not. */
    private static Optional<String> others(Pod pod) {
        return failed(pod)
                .map(status -> "container " + status.getName() + ": exit code "
                        + status.getState().getTerminated().getExitCode());
    }

    /** Why a Pod does not get on: an image cannot be pulled, a container crashes again and again, no node has room. */
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

    /** The container that ended the Pod: the test, unless it never began or ended well. */
    private static String culprit(Pod pod) {
        String test = pod.getSpec().getContainers().getFirst().getName();
        boolean ofTest = test(pod)
                .map(ContainerStatus::getState)
                .map(ContainerState::getTerminated)
                .filter(ended -> orZero(ended.getExitCode()) != 0)
                .isPresent();
        return ofTest ? test : failed(pod).map(ContainerStatus::getName).orElse(test);
    }

    /** A container that ended badly, init containers first. The collector only reports. */
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
