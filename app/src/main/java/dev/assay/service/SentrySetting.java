package dev.assay.service;

import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says at the start that SENTRY_DSN, which Test Observer reads, is not used (EXT-12). The value is a secret. */
@Singleton
@Requires(property = "sentry.dsn")
class SentrySetting implements ApplicationEventListener<ServerStartupEvent> {
    private static final Logger LOG = LoggerFactory.getLogger(SentrySetting.class);

    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        LOG.warn("SENTRY_DSN is set, but errors are only in this log: docs/from-test-observer.md says why");
    }
}
