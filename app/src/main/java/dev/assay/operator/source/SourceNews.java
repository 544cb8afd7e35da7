package dev.assay.operator.source;

import dev.assay.operator.resource.KubernetesEvents;
import dev.assay.operator.resource.ResultSource;
import dev.assay.operator.resource.SourceStatus;
import dev.assay.operator.source.SourceCollector.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reports on sources: Events, and the gauges {@code assay_source_collected}, {@code assay_source_failed} and {@code
 * assay_source_lag} of each source.
 */
@Singleton
@Requires(property = "assay.operator.enabled", value = "true")
class SourceNews {
    private static final int MOST_EVENTS = 10;

    private final KubernetesEvents events;
    private final Map<Key, SourceStatus> sources = new TreeMap<>();
    private final MultiGauge collected;
    private final MultiGauge failed;
    private final MultiGauge lag;

    SourceNews(MeterRegistry registry, KubernetesEvents events) {
        this.events = events;
        collected = MultiGauge.builder("assay.source.collected")
                .description("Jobs and Pods that were recorded")
                .register(registry);
        failed = MultiGauge.builder("assay.source.failed")
                .description("Jobs and Pods whose results could not be read or mapped")
                .register(registry);
        lag = MultiGauge.builder("assay.source.lag")
                .description("Jobs and Pods that ended and wait to be recorded")
                .register(registry);
    }

    /** A source by namespace and name. */
    record Key(String namespace, String name) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int first = namespace.compareTo(other.namespace);
            return first == 0 ? name.compareTo(other.name) : first;
        }
    }

    /** Writes Events for the problems of a round: the first few only, so that they do not flood the namespace. */
    void tell(ResultSource source, List<Outcome> outcomes) {
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
                            KubernetesEvents.Type.WARNING,
                            "NotMapped",
                            finished.shown() + ": " + problem);
                }
                case Outcome.Recorded(Finished finished, String error) -> {
                    if (error != null) {
                        told++;
                        events.tell(
                                source,
                                finished.uid(),
                                KubernetesEvents.Type.WARNING,
                                "NotRead",
                                finished.shown() + ": " + error);
                    }
                }
                case Outcome.Repeated _, Outcome.Forbidden _, Outcome.Later _ -> {}
            }
        }
    }

    /** @param existing all sources that exist; the numbers of others are removed */
    synchronized void count(Key source, SourceStatus status, Set<Key> existing) {
        sources.put(source, status);
        sources.keySet().removeIf(key -> !existing.contains(key) && !key.equals(source));
        collected.register(rows(SourceStatus::collected), true);
        failed.register(rows(SourceStatus::failed), true);
        lag.register(rows(SourceStatus::lag), true);
    }

    private List<MultiGauge.Row<?>> rows(Function<SourceStatus, @Nullable Number> number) {
        return sources.entrySet().stream()
                .<MultiGauge.Row<?>>map(entry -> MultiGauge.Row.of(
                        Tags.of("namespace", entry.getKey().namespace, "source", entry.getKey().name),
                        Objects.requireNonNullElse(number.apply(entry.getValue()), 0)))
                .toList();
    }
}
