package dev.assay.notification;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.transaction.annotation.Transactional;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.inject.Singleton;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The notifications of a person. */
@Singleton
class Inbox {
    private final NotificationRepository notifications;

    Inbox(NotificationRepository notifications) {
        this.notifications = notifications;
    }

    /** @param count of all pages (NOTIF-8) */
    @Serdeable
    @Schema(name = "NotificationsResponse")
    record Page(List<NotificationResponse> notifications, int count, int limit, int offset) {}

    boolean hasUser(long userId) {
        return notifications.hasUser(userId);
    }

    Page page(long userId, boolean unreadOnly, int limit, int offset) {
        return new Page(
                notifications.page(userId, unreadOnly, limit, offset),
                notifications.count(userId, unreadOnly),
                limit,
                offset);
    }

    int count(long userId, boolean unreadOnly) {
        return notifications.count(userId, unreadOnly);
    }

    /** Keeps the time of the first dismissal, which is this server's (NOTIF-11). Empty unless it is the person's own. */
    @Transactional
    Optional<NotificationResponse> dismiss(long userId, long id) {
        notifications.dismiss(userId, id, LocalDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS));
        return notifications.find(userId, id);
    }
}
