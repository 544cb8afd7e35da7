package dev.assay.service;

import dev.assay.database.connection.PoolWatch;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Liveness;
import jakarta.inject.Singleton;
import org.reactivestreams.Publisher;

/** Liveness on the management port: alive unless only a restart can bring the database back. */
@Singleton
@Liveness
class PoolLiveness implements HealthIndicator {
    private final PoolWatch watch;

    PoolLiveness(PoolWatch watch) {
        this.watch = watch;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Publishers.just(HealthResult.builder("pool", watch.isAlive() ? HealthStatus.UP : HealthStatus.DOWN)
                .build());
    }
}
