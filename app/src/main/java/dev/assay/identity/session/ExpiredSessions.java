package dev.assay.identity.session;

import dev.assay.database.connection.OneRunner;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes expired sessions every ten minutes (BG-30). */
@Singleton
class ExpiredSessions {
    private static final Logger LOG = LoggerFactory.getLogger(ExpiredSessions.class);
    private static final Duration INTERVAL = Duration.ofMinutes(10);

    private final OneRunner runner;
    private final SessionRepository sessions;

    ExpiredSessions(OneRunner runner, SessionRepository sessions) {
        this.runner = runner;
        this.sessions = sessions;
    }

    @Scheduled(initialDelay = "10m", fixedDelay = "10m")
    OneRunner.Outcome delete() {
        return runner.every(
                INTERVAL,
                "delete expired sessions",
                () -> LOG.atDebug()
                        .addKeyValue("sessions", sessions.deleteExpired())
                        .log("Deleted expired sessions"));
    }
}
