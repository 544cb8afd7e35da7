package dev.assay.operator.source;

import dev.assay.operator.resource.Condition;
import dev.assay.operator.resource.Group;
import dev.assay.operator.resource.ResultSource;
import dev.assay.operator.resource.SourceSpec;
import dev.assay.operator.resource.SourceStatus;
import dev.assay.operator.resource.SourceStatus.Problem;
import dev.assay.operator.source.SourceCollector.Outcome;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.rate.RateLimited;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Records Jobs and Pods that have ended and that the operator did not create. It compares what the informers hold with what the
 * database has, has a batch of the missing ones collected, and writes the status from the numbers in the database. An object
 * counts even if it ended before the source was created.
 */
@Singleton
@Requires(property = "assay.operator.enabled", value = "true")
@RateLimited(maxReconciliations = 5, within = 1)
@ControllerConfiguration(name = "resultsource", fieldManager = Group.FIELD_MANAGER)
final class SourceReconciler implements Reconciler<ResultSource> {
    private static final Duration AT_ONCE = Duration.ofMillis(1);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(30);
    /** For problems that people fix without an event that we would see, such as missing rights. */
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private static final Set<String> OPERATORS = Set.of("In", "NotIn", "Exists", "DoesNotExist");

    private final CollectionRecorder records;
    private final SourceCollector collector;
    private final Watched watched;
    private final SourceNews news;
    private final Clock clock;

    SourceReconciler(
            CollectionRecorder records, SourceCollector collector, Watched watched, SourceNews news, Clock clock) {
        this.records = records;
        this.collector = collector;
        this.watched = watched;
        this.news = news;
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, ResultSource>> prepareEventSources(EventSourceContext<ResultSource> context) {
        return watched.informers(context);
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
        news.count(
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

    @Override
    public ErrorStatusUpdateControl<ResultSource> updateErrorStatus(
            ResultSource source, Context<ResultSource> context, Exception e) {
        Condition.Failure failure = Condition.Failure.of(e);
        SourceStatus status =
                SourceStatus.unknown(source, new Problem(failure.reason(), failure.message()), clock.instant());
        return status.equals(source.getStatus())
                ? ErrorStatusUpdateControl.noStatusUpdate()
                : ErrorStatusUpdateControl.patchStatus(with(source, status));
    }

    /** @param again when to look again if nothing happens; null for never */
    private record Round(SourceStatus status, @Nullable Duration again) {}

    private Round round(ResultSource source, Context<ResultSource> context) {
        SourceSpec spec = source.getSpec();
        CollectionRecorder.SourceId sourceId = watched.sourceId(source);
        Optional<Problem> mistake = mistake(spec);
        if (mistake.isPresent()) {
            return new Round(
                    SourceStatus.of(source, records.totals(sourceId), 0, mistake.get(), clock.instant()), null);
        }
        List<Finished> open = records.open(sourceId.cluster(), spec, watched.ended(source, context));
        SourceStatus before = source.getStatus();
        boolean first = before == null
                || !Objects.equals(
                        before.observedGeneration(), source.getMetadata().getGeneration());
        if (first) {
            // Show the numbers before the first batch, which may take a while
            return new Round(
                    SourceStatus.of(source, records.totals(sourceId), open.size(), null, clock.instant()),
                    open.isEmpty() ? null : AT_ONCE);
        }
        List<Outcome> outcomes = collector.collect(sourceId, spec, open);
        news.tell(source, outcomes);
        int lag = open.size()
                - (int) outcomes.stream().filter(SourceReconciler::isDone).count();
        Problem problem = problem(outcomes);
        return new Round(
                SourceStatus.of(source, records.totals(sourceId), lag, problem, clock.instant()),
                again(open.size() - outcomes.size(), outcomes));
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

    /** A mistake in the spec itself, which no label of a Job or Pod can fix. */
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
                .or(() -> SourceSubject.problem(spec.mapping()).map(text -> new Problem("InvalidMapping", text)));
    }

    private static ResultSource with(ResultSource source, SourceStatus status) {
        ResultSource written = new ResultSource();
        written.getMetadata().setNamespace(source.getMetadata().getNamespace());
        written.getMetadata().setName(source.getMetadata().getName());
        written.setStatus(status);
        return written;
    }

    private static SourceNews.Key key(ResultSource source) {
        return new SourceNews.Key(
                source.getMetadata().getNamespace(), source.getMetadata().getName());
    }
}
