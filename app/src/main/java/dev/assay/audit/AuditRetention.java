package dev.assay.audit;

import dev.assay.database.connection.OneRunner;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Deletes entries that are older than {@code AUDIT_RETENTION}, in batches, so that each transaction is short. */
@Singleton
class AuditRetention {
    private static final int AT_ONCE = 10_000;

    private final AuditRepository entries;
    private final AuditSettings settings;
    private final OneRunner runner;
    private final Clock clock;

    AuditRetention(AuditRepository entries, AuditSettings settings, OneRunner runner, Clock clock) {
        this.clock = clock;
        this.entries = entries;
        this.settings = settings;
        this.runner = runner;
    }

    @Scheduled(initialDelay = "10m", fixedDelay = "1h")
    void hourly() {
        runner.every(Duration.ofHours(1), "remove old audit entries", this::forget);
    }

    /** Does nothing if entries are kept for ever. */
    void forget() {
        if (settings.retention().isZero()) {
            return;
        }
        LocalDateTime olderThan =
                LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC).minus(settings.retention());
        int removed;
        do {
            removed = entries.forget(olderThan, AT_ONCE);
        } while (removed == AT_ONCE);
    }
}
