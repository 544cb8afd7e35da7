package dev.assay.upload;

import dev.assay.database.connection.OneRunner;
import dev.assay.execution.Event;
import dev.assay.execution.Executions;
import dev.assay.web.intake.UploadSettings;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Ends executions that got parts and are never completed, because their sender was stopped or lost. They get the test
 * event {@code upload_abandoned}, and never pass: results may be missing.
 */
@Singleton
class AbandonedUploads {
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int AT_ONCE = 200;

    private final UploadRepository uploads;
    private final Executions executions;
    private final UploadSettings settings;
    private final OneRunner runner;
    private final Clock clock;

    AbandonedUploads(
            UploadRepository uploads, Executions executions, UploadSettings settings, OneRunner runner, Clock clock) {
        this.uploads = uploads;
        this.executions = executions;
        this.settings = settings;
        this.runner = runner;
        this.clock = clock;
    }

    @Scheduled(initialDelay = "1m", fixedDelay = "1m")
    void look() {
        runner.every(INTERVAL, "end executions that are never completed", this::end);
    }

    /** Does nothing if executions may stay open for ever. */
    void end() {
        Duration patience = settings.abandonedAfter();
        if (patience.isZero()) {
            return;
        }
        Instant now = clock.instant();
        Event why = new Event(
                "upload_abandoned",
                now,
                "No file has come for %s, and nothing has completed the execution. It ended with the results it has."
                        .formatted(words(patience)));
        LocalDateTime before = LocalDateTime.ofInstant(now, ZoneOffset.UTC).minus(patience);
        List<Integer> open = List.of();
        do {
            open = uploads.abandoned(before, open.isEmpty() ? 0 : open.getLast(), AT_ONCE);
            open.forEach(id -> executions.abandon(id, why));
        } while (open.size() == AT_ONCE);
    }

    /** Such as {@code 24 h} or {@code 90 s}. */
    private static String words(Duration time) {
        if (time.equals(Duration.ofHours(time.toHours()))) {
            return time.toHours() + " h";
        }
        return time.equals(Duration.ofMinutes(time.toMinutes())) ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }
}
