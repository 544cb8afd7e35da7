package dev.assay.operator.source;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Stores the objects of an informer, reduced to what a ResultSource looks at: a whole object takes tens of kilobytes. */
final class TrimmedStore<T extends HasMetadata> implements ItemStore<T> {
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private final Map<String, T> items = new ConcurrentHashMap<>();
    private final UnaryOperator<T> trim;

    private TrimmedStore(UnaryOperator<T> trim) {
        this.trim = trim;
    }

    static TrimmedStore<Job> ofJobs() {
        return new TrimmedStore<>(TrimmedStore::trimmed);
    }

    static TrimmedStore<Pod> ofPods() {
        return new TrimmedStore<>(TrimmedStore::trimmed);
    }

    @Override
    public String getKey(T object) {
        return Cache.metaNamespaceKeyFunc(object);
    }

    @Override
    public @Nullable T put(String key, T object) {
        return items.put(key, trim.apply(object));
    }

    @Override
    public @Nullable T remove(String key) {
        return items.remove(key);
    }

    @Override
    public Stream<String> keySet() {
        return items.keySet().stream();
    }

    @Override
    public Stream<T> values() {
        return items.values().stream();
    }

    @Override
    public @Nullable T get(String key) {
        return items.get(key);
    }

    @Override
    public int size() {
        return items.size();
    }

    /** False: the objects are incomplete, so the informer compares versions and not contents. */
    @Override
    public boolean isFullState() {
        return false;
    }

    static Job trimmed(Job job) {
        JobBuilder kept = new JobBuilder().withMetadata(trimmed(job.getMetadata()));
        if (job.getSpec() != null) {
            kept.withNewSpec()
                    .withSelector(job.getSpec().getSelector())
                    .withTemplate(trimmed(job.getSpec().getTemplate()))
                    .endSpec();
        }
        if (job.getStatus() != null) {
            kept.withStatus(new JobStatusBuilder()
                    .withConditions(job.getStatus().getConditions())
                    .build());
        }
        return kept.build();
    }

    static Pod trimmed(Pod pod) {
        PodBuilder kept = new PodBuilder().withMetadata(trimmed(pod.getMetadata()));
        if (pod.getSpec() != null) {
            kept.withSpec(trimmed(pod.getSpec()));
        }
        if (pod.getStatus() != null) {
            kept.withStatus(new PodStatusBuilder()
                    .withPhase(pod.getStatus().getPhase())
                    .withReason(pod.getStatus().getReason())
                    .withMessage(pod.getStatus().getMessage())
                    .withContainerStatuses(pod.getStatus().getContainerStatuses())
                    .withInitContainerStatuses(pod.getStatus().getInitContainerStatuses())
                    .build());
        }
        return kept.build();
    }

    private static @Nullable PodTemplateSpec trimmed(@Nullable PodTemplateSpec template) {
        if (template == null || template.getSpec() == null) {
            return null;
        }
        PodTemplateSpec kept = new PodTemplateSpec();
        kept.setSpec(trimmed(template.getSpec()));
        return kept;
    }

    private static PodSpec trimmed(PodSpec spec) {
        PodSpec kept = new PodSpec();
        kept.setContainers(named(spec.getContainers()));
        kept.setInitContainers(named(spec.getInitContainers()));
        return kept;
    }

    private static List<Container> named(@Nullable List<Container> containers) {
        return Objects.requireNonNullElse(containers, List.<Container>of()).stream()
                .map(container ->
                        new ContainerBuilder().withName(container.getName()).build())
                .toList();
    }

    private static ObjectMeta trimmed(ObjectMeta whole) {
        Map<String, String> annotations =
                new LinkedHashMap<>(Objects.requireNonNullElse(whole.getAnnotations(), Map.of()));
        annotations.remove(LAST_APPLIED);
        return new ObjectMetaBuilder()
                .withName(whole.getName())
                .withNamespace(whole.getNamespace())
                .withUid(whole.getUid())
                .withResourceVersion(whole.getResourceVersion())
                .withCreationTimestamp(whole.getCreationTimestamp())
                .withOwnerReferences(whole.getOwnerReferences())
                .withLabels(whole.getLabels())
                .withAnnotations(annotations)
                .build();
    }
}
