package dev.assay.notification;

import dev.assay.web.Timestamp;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A notification, as v1 shows it (NOTIF-1).
 *
 * @param targetUrl link to the page that the notification is about
 * @param dismissedAt null while it is unread
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@Schema(name = "NotificationResponse")
record NotificationResponse(
        int id,
        int userId,
        NotificationType notificationType,
        @Nullable String targetUrl,
        LocalDateTime createdAt,
        @Nullable LocalDateTime dismissedAt) {

    static NotificationResponse from(Notification notification) {
        return new NotificationResponse(
                notification.id(),
                notification.userId(),
                notification.notificationType(),
                notification.targetUrl(),
                Timestamp.naive(notification.createdAt()),
                notification.dismissedAt() == null ? null : Timestamp.naive(notification.dismissedAt()));
    }

    /** @param count the number of notifications on all pages (NOTIF-8) */
    @Serdeable
    @Schema(name = "NotificationsResponse")
    record Page(List<NotificationResponse> notifications, long count, int limit, int offset) {
        static Page from(dev.assay.database.Page<Notification> page, int limit, int offset) {
            return new Page(
                    page.items().stream().map(NotificationResponse::from).toList(), page.count(), limit, offset);
        }
    }
}
