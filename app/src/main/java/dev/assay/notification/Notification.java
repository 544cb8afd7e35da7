package dev.assay.notification;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A notification to a user.
 *
 * @param targetUrl link to the page that the notification is about
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
