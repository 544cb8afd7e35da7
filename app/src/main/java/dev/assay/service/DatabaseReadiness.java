package dev.assay.service;

import dev.assay.database.connection.DatabaseProbe;
import io.micronaut.core.async.publisher.AsyncSingleResultPublisher;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;
import org.reactivestreams.Publisher;

/** Readiness on the management port: ready while the database answers. */
@Singleton
@Readiness
class DatabaseReadiness implements HealthIndicator {
    private final DatabaseProbe probe;
    private final ExecutorService threads;

    DatabaseReadiness(DatabaseProbe probe, @Named(TaskExecutors.BLOCKING) ExecutorService threads) {
        this.probe = probe;
        this.threads = threads;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return new AsyncSingleResultPublisher<>(
                threads,
                () -> HealthResult.builder("database", probe.answers() ? HealthStatus.UP : HealthStatus.DOWN)
                        .build());
    }
}
