package dev.assay.operator.source;

import dev.assay.operator.OperatorSettings;
import dev.assay.operator.resource.ClusterIdentity;
import dev.assay.operator.resource.Group;
import dev.assay.operator.resource.ResultSource;
import dev.assay.operator.resource.SourceSpec;
import dev.assay.operator.resource.SourceSpec.Subject;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.config.informer.FieldSelectorBuilder;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Watches Jobs and Pods that the operator did not create. An object counts even if it ended before the source was created. */
@Singleton
@Requires(property = "assay.operator.enabled", value = "true")
class Watched {
    private final OperatorSettings operator;
    private final ClusterIdentity cluster;

    Watched(OperatorSettings operator, ClusterIdentity cluster) {
        this.operator = operator;
        this.cluster = cluster;
    }

    /** The identity of a source in the database. */
    CollectionRecorder.SourceId sourceId(ResultSource source) {
        return new CollectionRecorder.SourceId(
                cluster.uid(),
                source.getMetadata().getNamespace(),
                source.getMetadata().getName());
    }

    /** Creates the informers, one for each watched namespace and kind, because each needs its own store. */
    List<EventSource<?, ResultSource>> informers(EventSourceContext<ResultSource> context) {
        Set<String> watched = operator.watched();
        Set<String> each = watched.isEmpty() ? Set.of("") : watched;
        List<EventSource<?, ResultSource>> sources = new ArrayList<>();
        for (String namespace : each) {
            sources.add(informer(
                    context,
                    Job.class,
                    namespace,
                    informer -> informer.withItemStore(TrimmedStore.ofJobs()).withGenericFilter(Finished::isOver)));
            // Only ended Pods: the others are most Pods of a cluster, and arrive here when they end
            sources.add(informer(
                    context,
                    Pod.class,
                    namespace,
                    informer -> informer.withItemStore(TrimmedStore.ofPods())
                            .withGenericFilter(Finished::isOver)
                            .withFieldSelector(new FieldSelectorBuilder()
                                    .withoutField("status.phase", "Pending")
                                    .withoutField("status.phase", "Running")
                                    .withoutField("status.phase", "Unknown")
                                    .build())));
        }
        return sources;
    }

    private interface Refined<T extends HasMetadata> {
        void refine(InformerEventSourceConfiguration.Builder<T> informer);
    }

    private static <T extends HasMetadata> InformerEventSource<T, ResultSource> informer(
            EventSourceContext<ResultSource> context, Class<T> type, String namespace, Refined<T> refined) {
        IndexerResourceCache<ResultSource> sources = context.getPrimaryCache();
        InformerEventSourceConfiguration.Builder<T> informer = InformerEventSourceConfiguration.from(
                        type, ResultSource.class)
                .withName(type.getSimpleName() + (namespace.isEmpty() ? "" : "-" + namespace))
                .withLabelSelector(Group.MANAGED_BY + "!=" + Group.FIELD_MANAGER)
                // Selectors change, so the objects of a source are looked up when they are needed
                .withPrimaryToSecondaryMapper((ResultSource source) -> Set.of())
                .withSecondaryToPrimaryMapper(object -> sources.list(
                                object.getMetadata().getNamespace(), source -> selects(source, type, object))
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toSet()));
        if (namespace.isEmpty()) {
            informer.withWatchAllNamespaces();
        } else {
            informer.withNamespaces(namespace);
        }
        refined.refine(informer);
        return new InformerEventSource<>(informer.build(), context);
    }

    private static boolean selects(ResultSource source, Class<?> type, HasMetadata object) {
        Class<?> wanted = switch (source.getSpec().subjectOrDefault()) {
            case JOB -> Job.class;
            case POD -> Pod.class;
        };
        return type == wanted && Finished.matches(source.getSpec().selector(), Finished.labels(object));
    }

    /** The objects that have ended and match the source, oldest first. */
    List<Finished> ended(ResultSource source, Context<ResultSource> context) {
        SourceSpec spec = source.getSpec();
        Stream<Finished> found = spec.subjectOrDefault() == Subject.JOB
                ? cached(source, context, Job.class, Finished::isOver).map(job -> Finished.of(job, spec.container()))
                : cached(source, context, Pod.class, Finished::isOver).map(pod -> Finished.of(pod, spec.container()));
        return found.sorted(Comparator.comparing(
                                Finished::endedAt, Comparator.nullsLast(Comparator.<Instant>naturalOrder()))
                        .thenComparing(Finished::uid))
                .toList();
    }

    private static <T extends HasMetadata> Stream<T> cached(
            ResultSource source, Context<ResultSource> context, Class<T> type, Predicate<T> isOver) {
        return context.eventSourceRetriever().getEventSourcesFor(type).stream()
                .flatMap(informer -> ((InformerEventSource<T, ResultSource>) informer)
                        .list(
                                source.getMetadata().getNamespace(),
                                object -> isOver.test(object) && selects(source, type, object)));
    }
}
