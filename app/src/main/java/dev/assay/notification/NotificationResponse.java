package dev.assay.notification;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A notification, as v1 shows it (NOTIF-1).
 *
 * @param targetUrl the page it is about
 * @param dismissedAt null while it is unread
 */
@Introspected
@Serdeable(naming = SnakeCaseStrategy.class)
@Schema(name = "NotificationResponse")
record NotificationResponse(
        int id,
        int userId,
        NotificationType notificationType,
        @Nullable String targetUrl,
        LocalDateTime createdAt,
        @Nullable LocalDateTime dismissedAt) {}
