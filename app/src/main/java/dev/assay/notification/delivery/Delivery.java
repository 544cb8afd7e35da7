package dev.assay.notification.delivery;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message or a card that is queued, with its present state.
 *
 * @param channel the channel's name; null for a card
 * @param nextAttemptAt has no meaning unless it is pending
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
