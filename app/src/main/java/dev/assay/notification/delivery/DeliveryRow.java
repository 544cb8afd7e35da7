package dev.assay.notification.delivery;

import io.micronaut.core.annotation.Introspected;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * What became of something that was to be sent.
 *
 * @param channel its name; null for a card
 */
@Introspected
record DeliveryRow(
        int id,
        String kind,
        @Nullable String channel,
        @Nullable Integer notificationId,
        String state,
        int attempts,
        @Nullable String error,
        @Nullable String issueKey,
        LocalDateTime createdAt,
        LocalDateTime nextAttemptAt,
        @Nullable LocalDateTime finishedAt) {}
