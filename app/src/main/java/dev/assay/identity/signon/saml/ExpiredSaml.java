package dev.assay.identity.signon.saml;

import dev.assay.database.connection.OneRunner;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Deletes requests that were not answered in time, and assertions that have expired. */
@Singleton
class ExpiredSaml {
    private static final Duration INTERVAL = Duration.ofMinutes(10);

    private final OneRunner runner;
    private final SamlRepository saml;

    ExpiredSaml(OneRunner runner, SamlRepository saml) {
        this.runner = runner;
        this.saml = saml;
    }

    @Scheduled(initialDelay = "10m", fixedDelay = "10m")
    OneRunner.Outcome delete() {
        return runner.every(INTERVAL, "delete expired SAML requests", () -> {
            saml.deleteExpiredRequests();
            saml.deleteExpiredAssertions();
        });
    }
}
