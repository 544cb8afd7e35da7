package dev.assay.database.connection;

import io.micronaut.configuration.jdbc.hikari.DatasourceConfiguration;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;

/** Configures the pool that Micronaut creates for the main work; {@link Pools} creates the others. */
@Singleton
class MainPool implements BeanCreatedEventListener<DatasourceConfiguration> {
    private final WorkLimits limits;

    MainPool(WorkLimits limits) {
        this.limits = limits;
    }

    @Override
    public DatasourceConfiguration onCreated(BeanCreatedEvent<DatasourceConfiguration> event) {
        Connector.limit(event.getBean(), limits.main(), limits);
        return event.getBean();
    }
}
