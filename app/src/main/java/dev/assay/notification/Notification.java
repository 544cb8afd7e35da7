package dev.assay.notification;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a person was told.
 *
 * @param targetUrl the page it is about
 * @param dismissedAt null while it is unread
 */
@Introspected
public record Notification(
        int id,
        int userId,
        NotificationType notificationType,
        @Nullable String targetUrl,
        Instant createdAt,
        @Nullable Instant dismissedAt) {}
