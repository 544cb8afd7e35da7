package dev.assay.notification.delivery;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of something that was to be sent.
 *
 * @param channel its name; null for a card
 * @param nextAttemptAt means nothing unless it is pending
 */
@Introspected
public record Delivery(
        int id,
        String kind,
        @Nullable String channel,
        @Nullable Integer notificationId,
        String state,
        int attempts,
        @Nullable String error,
        @Nullable String issueKey,
        Instant createdAt,
        Instant nextAttemptAt,
        @Nullable Instant finishedAt) {}
