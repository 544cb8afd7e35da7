package dev.assay.operator.source;

import dev.assay.operator.OperatorSettings;
import dev.assay.operator.resource.ClusterIdentity;
import dev.assay.operator.resource.Events;
import dev.assay.operator.resource.Group;
import dev.assay.operator.source.Collector.Outcome;
import dev.assay.operator.source.SourceSpec.Subject;
import dev.assay.operator.source.SourceStatus.Problem;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.FieldSelectorBuilder;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.rate.RateLimited;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Records Jobs and Pods of others once they have ended: compares what the informers hold with what the database has, has a batch of the
 * rest collected, and writes the status from the database's numbers. What exists counts, also when it ended before the source was
 * made; what the operator itself made never does.
 */
@Singleton
@Requires(property = "assay.operator.enabled", value = "true")
@RateLimited(maxReconciliations = 5, within = 1)
@ControllerConfiguration(name = "resultsource", fieldManager = Group.FIELD_MANAGER)
final class SourceReconciler implements Reconciler<ResultSource> {
    private static final Duration AT_ONCE = Duration.ofMillis(1);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(30);
    /** What people mend, and no event tells of. */
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private static final int MOST_EVENTS = 10;
    private static final Set<String> OPERATORS = Set.of("In", "NotIn", "Exists", "DoesNotExist");

    private final Records records;
    private final Collector collector;
    private final SourceMetrics metrics;
    private final SourceSettings settings;
    private final OperatorSettings operator;
    private final ClusterIdentity cluster;
    private final Events events;
    private final Clock clock;

    SourceReconciler(
            Records records,
            Collector collector,
            SourceMetrics metrics,
            SourceSettings settings,
            OperatorSettings operator,
            ClusterIdentity cluster,
            Events events,
            Clock clock) {
        this.records = records;
        this.collector = collector;
        this.metrics = metrics;
        this.settings = settings;
        this.operator = operator;
        this.cluster = cluster;
        this.events = events;
        this.clock = clock;
    }

    /** An informer for each watched namespace, as each has to have a store of its own. */
    @Override
    public List<EventSource<?, ResultSource>> prepareEventSources(EventSourceContext<ResultSource> context) {
        Set<String> watched = operator.watched();
        Set<String> each = watched.isEmpty() ? Set.of("") : watched;
        List<EventSource<?, ResultSource>> sources = new ArrayList<>();
        for (String namespace : each) {
            sources.add(informer(
                    context,
                    Job.class,
                    namespace,
                    informer -> informer.withItemStore(TrimmedStore.ofJobs()).withGenericFilter(Finished::isOver)));
            // The others would be most Pods of a cluster, and come when they end
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
                // Which belong together is decided when it is asked: selectors change
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

    @Override
    public UpdateControl<ResultSource> reconcile(ResultSource source, Context<ResultSource> context) {
        Round round;
        try {
            round = round(source, context);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw e;
            }
            round = new Round(SourceStatus.unknown(source, forbidden(e.getMessage()), clock.instant()), LOOK_AGAIN);
        }
        SourceStatus status = round.status;
        metrics.tell(
                key(source),
                status,
                context.getPrimaryCache()
                        .list(other -> true)
                        .map(SourceReconciler::key)
                        .collect(Collectors.toSet()));
        UpdateControl<ResultSource> update = status.equals(source.getStatus())
                ? UpdateControl.noUpdate()
                : UpdateControl.patchStatus(with(source, status));
        return round.again == null ? update : update.rescheduleAfter(round.again);
    }

    /** @param again when to look again though nothing happened; null for never */
    private record Round(SourceStatus status, @Nullable Duration again) {}

    private Round round(ResultSource source, Context<ResultSource> context) {
        SourceSpec spec = source.getSpec();
        Records.Place place = new Records.Place(
                cluster.uid(),
                source.getMetadata().getNamespace(),
                source.getMetadata().getName());
        Optional<Problem> mistake = mistake(spec);
        if (mistake.isPresent()) {
            return new Round(SourceStatus.of(source, records.totals(place), 0, mistake.get(), clock.instant()), null);
        }
        List<Finished> open = records.open(place.cluster(), spec, ended(source, context));
        SourceStatus before = source.getStatus();
        boolean first = before == null
                || !Objects.equals(
                        before.observedGeneration(), source.getMetadata().getGeneration());
        if (first) {
            // What is seen is said before what takes its time
            return new Round(
                    SourceStatus.of(source, records.totals(place), open.size(), null, clock.instant()),
                    open.isEmpty() ? null : AT_ONCE);
        }
        List<Outcome> outcomes = collector.collect(place, spec, batch(open, clock.instant()));
        tell(source, outcomes);
        int lag = open.size()
                - (int) outcomes.stream().filter(SourceReconciler::isDone).count();
        Problem problem = problem(outcomes);
        return new Round(
                SourceStatus.of(source, records.totals(place), lag, problem, clock.instant()),
                again(open.size() - outcomes.size(), outcomes));
    }

    /** What has ended and matches, the oldest first. */
    private static List<Finished> ended(ResultSource source, Context<ResultSource> context) {
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

    /** Others than last time when there are more: those that always fail must not keep the rest waiting. */
    private List<Finished> batch(List<Finished> open, Instant now) {
        if (open.size() <= settings.batch()) {
            return open;
        }
        List<Finished> turned = new ArrayList<>(open);
        Collections.rotate(turned, (int) (now.getEpochSecond() % open.size()));
        return turned.subList(0, settings.batch());
    }

    private static boolean isDone(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Recorded _, Outcome.Unmapped _, Outcome.Repeated _ -> true;
            case Outcome.Forbidden _, Outcome.Later _ -> false;
        };
    }

    private static @Nullable Duration again(int left, List<Outcome> outcomes) {
        if (outcomes.stream().allMatch(SourceReconciler::isDone)) {
            return left > 0 ? AT_ONCE : null;
        }
        return outcomes.stream().anyMatch(Outcome.Forbidden.class::isInstance) ? LOOK_AGAIN : TRY_AGAIN;
    }

    private static @Nullable Problem problem(List<Outcome> outcomes) {
        Problem problem = null;
        for (Outcome outcome : outcomes) {
            switch (outcome) {
                case Outcome.Forbidden(String message) -> {
                    return forbidden(message);
                }
                case Outcome.Later(String message) -> problem = new Problem("Retrying", message);
                case Outcome.Recorded _, Outcome.Unmapped _, Outcome.Repeated _ -> {}
            }
        }
        return problem;
    }

    private static Problem forbidden(@Nullable String message) {
        return new Problem(
                "Forbidden",
                "the operator's service account may not read what it needs: let it get pods/log and namespaces, and list pods and"
                        + " jobs. " + message);
    }

    /** What no Job or Pod can mend. */
    private static Optional<Problem> mistake(SourceSpec spec) {
        Optional<String> operator =
                Objects.requireNonNullElse(spec.selector().getMatchExpressions(), List.<LabelSelectorRequirement>of())
                        .stream()
                        .map(LabelSelectorRequirement::getOperator)
                        .filter(name -> !OPERATORS.contains(name))
                        .findFirst();
        return operator.map(name -> new Problem(
                        "InvalidSelector",
                        "operator " + name + " does not exist: write In, NotIn, Exists or DoesNotExist"))
                .or(() -> Mapped.problem(spec.mapping()).map(text -> new Problem("InvalidMapping", text)));
    }

    private void tell(ResultSource source, List<Outcome> outcomes) {
        int told = 0;
        for (Outcome outcome : outcomes) {
            if (told == MOST_EVENTS) {
                return;
            }
            switch (outcome) {
                case Outcome.Unmapped(Finished finished, String problem) -> {
                    told++;
                    events.tell(
                            source,
                            finished.uid(),
                            Events.Type.WARNING,
                            "NotMapped",
                            finished.shown() + ": " + problem);
                }
                case Outcome.Recorded(Finished finished, String error) -> {
                    if (error != null) {
                        told++;
                        events.tell(
                                source,
                                finished.uid(),
                                Events.Type.WARNING,
                                "NotRead",
                                finished.shown() + ": " + error);
                    }
                }
                case Outcome.Repeated _, Outcome.Forbidden _, Outcome.Later _ -> {}
            }
        }
    }

    private static ResultSource with(ResultSource source, SourceStatus status) {
        ResultSource written = new ResultSource();
        written.getMetadata().setNamespace(source.getMetadata().getNamespace());
        written.getMetadata().setName(source.getMetadata().getName());
        written.setStatus(status);
        return written;
    }

    private static SourceMetrics.Key key(ResultSource source) {
        return new SourceMetrics.Key(
                source.getMetadata().getNamespace(), source.getMetadata().getName());
    }
}
