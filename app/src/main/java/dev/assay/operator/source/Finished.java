package dev.assay.operator.source;

import dev.assay.operator.resource.Group;
import dev.assay.operator.resource.SourceSpec;
import dev.assay.operator.resource.SourceSpec.Subject;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Job or Pod that has ended, with what a ResultSource needs to know of it.
 *
 * @param object the Job or the Pod
 * @param container the container whose results count: the one that the source names, otherwise the first; empty if it has none
 * @param known true if that container exists
 * @param endedAt null if Kubernetes does not say
 * @param failure why Kubernetes ended it, such as {@code DeadlineExceeded: …}; null if it ran to its end
 */
record Finished(
        Subject subject,
        HasMetadata object,
        String container,
        boolean known,
        @Nullable Instant endedAt,
        @Nullable String failure) {
    private static final Set<String> ENDED_PHASES = Set.of("Succeeded", "Failed");
    /** Reasons by which a Job failed only because its containers did; the containers' own reasons say more. */
    private static final Set<String> BY_CONTAINERS =
            Set.of("BackoffLimitExceeded", "FailedIndexes", "PodFailurePolicy");

    private static final int LONGEST_LINK = 200;

    /** True if the Job has ended and the operator did not create it. */
    static boolean isOver(Job job) {
        return isForeign(job) && end(job) != null;
    }

    /** True if the Pod has ended, and neither a Job nor the operator created it. */
    static boolean isOver(Pod pod) {
        return isForeign(pod)
                && pod.getStatus() != null
                && ENDED_PHASES.contains(
                        Objects.requireNonNullElse(pod.getStatus().getPhase(), ""))
                && pod.getMetadata().getOwnerReferences().stream()
                        .noneMatch(owner -> Boolean.TRUE.equals(owner.getController())
                                && owner.getKind().equals("Job"));
    }

    private static boolean isForeign(HasMetadata object) {
        return !Group.FIELD_MANAGER.equals(labels(object).get(Group.MANAGED_BY));
    }

    static Finished of(Job job, @Nullable String container) {
        JobCondition end = Objects.requireNonNull(end(job));
        boolean stopped = end.getType().equals("Failed")
                && !BY_CONTAINERS.contains(Objects.requireNonNullElse(end.getReason(), ""));
        PodSpec spec = job.getSpec() == null || job.getSpec().getTemplate() == null
                ? null
                : job.getSpec().getTemplate().getSpec();
        return of(
                Subject.JOB,
                job,
                spec,
                container,
                instant(end.getLastTransitionTime()),
                stopped ? reason(end.getReason(), end.getMessage()) : null);
    }

    static Finished of(Pod pod, @Nullable String container) {
        Finished finished = of(Subject.POD, pod, pod.getSpec(), container, null, null);
        Ending ending = Ending.of(pod, finished.container);
        return new Finished(
                finished.subject, pod, finished.container, finished.known, ending.finishedAt(), ending.stopped());
    }

    private static Finished of(
            Subject subject,
            HasMetadata object,
            @Nullable PodSpec spec,
            @Nullable String wanted,
            @Nullable Instant endedAt,
            @Nullable String failure) {
        List<String> names = spec == null
                ? List.of()
                : Stream.concat(spec.getContainers().stream(), spec.getInitContainers().stream())
                        .map(Container::getName)
                        .toList();
        String first = names.isEmpty() ? "" : names.getFirst();
        String container = wanted == null ? first : wanted;
        return new Finished(subject, object, container, names.contains(container), endedAt, failure);
    }

    private static @Nullable JobCondition end(Job job) {
        return job.getStatus() == null
                ? null
                : job.getStatus().getConditions().stream()
                        .filter(condition -> "True".equals(condition.getStatus())
                                && List.of("Complete", "Failed").contains(condition.getType()))
                        .findFirst()
                        .orElse(null);
    }

    /** Joins both, such as {@code OOMKilled: message}. */
    static String reason(@Nullable String reason, @Nullable String message) {
        return Stream.of(Optional.ofNullable(reason), Optional.ofNullable(message))
                .flatMap(Optional::stream)
                .filter(text -> !text.isBlank())
                .reduce((a, b) -> a + ": " + b)
                .orElse("no reason given");
    }

    static @Nullable Instant instant(@Nullable String time) {
        return time == null ? null : Instant.parse(time);
    }

    String namespace() {
        return object.getMetadata().getNamespace();
    }

    String name() {
        return object.getMetadata().getName();
    }

    String uid() {
        return object.getMetadata().getUid();
    }

    Map<String, String> labels() {
        return labels(object);
    }

    static Map<String, String> labels(HasMetadata object) {
        return Objects.requireNonNullElse(object.getMetadata().getLabels(), Map.of());
    }

    static Map<String, String> annotations(HasMetadata object) {
        return Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.of());
    }

    /** For messages, such as {@code Job tests/web-1}. */
    String shown() {
        return object.getKind() + " " + namespace() + "/" + name();
    }

    /**
     * The CI link, which identifies the execution and can be read by people. The names are left out if the link would be too
     * long.
     */
    String ciLink(String cluster) {
        String kind = subject.name().toLowerCase(Locale.ROOT) + "s";
        String link = "kubernetes://%s/namespaces/%s/%s/%s/%s/%s"
                .formatted(cluster, namespace(), kind, name(), uid(), container);
        return link.length() <= LONGEST_LINK
                ? link
                : "kubernetes://%s/%s/%s/%s".formatted(cluster, kind, uid(), container);
    }

    /** A digest that changes when the mapping, or the labels and annotations that it reads, change. */
    String fingerprint(SourceSpec spec) {
        String text = String.join(
                "\n",
                spec.toString(),
                new TreeMap<>(labels()).toString(),
                new TreeMap<>(annotations(object)).toString());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** True if the labels match, by the rules of Kubernetes; an unknown operator matches nothing. */
    static boolean matches(LabelSelector selector, Map<String, String> labels) {
        return Objects.requireNonNullElse(selector.getMatchLabels(), Map.<String, String>of()).entrySet().stream()
                        .allMatch(wanted -> wanted.getValue().equals(labels.get(wanted.getKey())))
                && Objects.requireNonNullElse(selector.getMatchExpressions(), List.<LabelSelectorRequirement>of())
                        .stream()
                        .allMatch(wanted -> matches(wanted, labels.get(wanted.getKey())));
    }

    private static boolean matches(LabelSelectorRequirement wanted, @Nullable String value) {
        List<String> values = Objects.requireNonNullElse(wanted.getValues(), List.of());
        return switch (wanted.getOperator()) {
            case "In" -> value != null && values.contains(value);
            case "NotIn" -> value == null || !values.contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default -> false;
        };
    }
}
