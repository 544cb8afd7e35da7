package dev.assay.operator.source;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a container ended.
 *
 * @param exitCode null if it is unknown: the Pod was evicted, or its node was lost
 * @param message its termination message, null for none
 * @param stopped why it did not end by itself, such as {@code OOMKilled}; null if it did
 * @param index the completion index if the Pod is of an indexed Job, otherwise null
 */
record Ending(
        Pod pod,
        String container,
        @Nullable Integer exitCode,
        @Nullable String message,
        @Nullable String stopped,
        @Nullable Instant finishedAt,
        @Nullable String index) {
    private static final String INDEX = "batch.kubernetes.io/job-completion-index";
    private static final int SIGNALS = 128;
    private static final int MOST_SIGNALS = 64;

    static Ending of(Pod pod, String container) {
        PodStatus status = Objects.requireNonNullElseGet(pod.getStatus(), PodStatus::new);
        ContainerStateTerminated end = terminated(status, container);
        String index = Finished.annotations(pod).get(INDEX);
        if (end == null) {
            String why = Finished.reason(
                    Objects.requireNonNullElse(status.getReason(), "the container never ended"), status.getMessage());
            return new Ending(pod, container, null, null, why, null, index);
        }
        return new Ending(
                pod,
                container,
                end.getExitCode(),
                end.getMessage(),
                stopped(status, end),
                Finished.instant(end.getFinishedAt()),
                index);
    }

    private static @Nullable ContainerStateTerminated terminated(PodStatus status, String container) {
        return Stream.of(status.getContainerStatuses(), status.getInitContainerStatuses())
                .filter(Objects::nonNull)
                .flatMap(Collection::stream)
                .filter(one -> container.equals(one.getName()))
                .map(Ending::state)
                .filter(Objects::nonNull)
                .map(ContainerState::getTerminated)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable ContainerState state(ContainerStatus status) {
        return status.getState();
    }

    /**
     * Why the container was stopped. Reasons of the Pod (Evicted, DeadlineExceeded, NodeLost …) come before those of its
     * container; an ordinary exit code is not a reason.
     */
    private static @Nullable String stopped(PodStatus status, ContainerStateTerminated end) {
        if (status.getReason() != null && !status.getReason().equals("Completed")) {
            return Finished.reason(status.getReason(), status.getMessage());
        }
        String reason = Objects.requireNonNullElse(end.getReason(), "Error");
        int code = Objects.requireNonNullElse(end.getExitCode(), -1);
        if (!List.of("Completed", "Error").contains(reason)) {
            return reason;
        }
        return code > SIGNALS && code <= SIGNALS + MOST_SIGNALS ? "ended by signal " + (code - SIGNALS) : null;
    }

    boolean isSuccess() {
        return exitCode != null && exitCode == 0;
    }

    /** {@code Pod web-1-abcde, container tests: OOMKilled, exit code 137}. */
    String shown() {
        String code = exitCode == null ? "no exit code" : "exit code " + exitCode;
        return "Pod %s, container %s: %s"
                .formatted(pod.getMetadata().getName(), container, stopped == null ? code : stopped + ", " + code);
    }

    /**
     * The endings of those Pods of a Job that count. With indexes: for each index the Pod that succeeded, otherwise the last.
     * Without indexes: all Pods that succeeded, or the last one if none did.
     *
     * @param job the Job's uid
     */
    static List<Ending> thatCount(List<Pod> pods, String job, String container) {
        List<Ending> all = pods.stream()
                .filter(pod -> isOf(pod, job))
                .sorted(Comparator.comparing((Pod pod) ->
                                Objects.requireNonNullElse(pod.getMetadata().getCreationTimestamp(), ""))
                        .thenComparing(pod -> pod.getMetadata().getName()))
                .map(pod -> of(pod, container))
                .toList();
        if (all.stream().anyMatch(ending -> ending.index != null)) {
            Map<Integer, Ending> last = new TreeMap<>();
            all.stream()
                    .filter(ending -> ending.index != null && ending.index.matches("\\d{1,9}"))
                    .forEach(ending -> last.merge(
                            Integer.valueOf(Objects.requireNonNull(ending.index)),
                            ending,
                            (earlier, later) -> earlier.isSuccess() ? earlier : later));
            return List.copyOf(last.values());
        }
        List<Ending> succeeded = new ArrayList<>(
                all.stream().filter(ending -> isPhase(ending.pod, "Succeeded")).toList());
        if (succeeded.isEmpty() && !all.isEmpty()) {
            succeeded.add(all.getLast());
        }
        return List.copyOf(succeeded);
    }

    private static boolean isPhase(Pod pod, String phase) {
        return pod.getStatus() != null && phase.equals(pod.getStatus().getPhase());
    }

    private static boolean isOf(Pod pod, String job) {
        return pod.getMetadata().getOwnerReferences().stream()
                .map(OwnerReference::getUid)
                .anyMatch(job::equals);
    }
}
