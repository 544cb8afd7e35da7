package dev.assay.notification.channel;

import dev.assay.notification.NotificationType;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A channel.
 *
 * @param target the e-mail address, or the host of the URL; the URL is a secret
 * @param types null for all, also those to come
 * @param secret what messages of a webhook are signed with; only in the answer to the request that made it
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@Schema(name = "NotificationChannel")
record ChannelResponse(
        String name,
        ChannelKind kind,
        String target,
        @Nullable List<NotificationType> types,
        boolean enabled,
        @Nullable String secret,
        Instant createdAt,
        Instant updatedAt) {

    static ChannelResponse from(ChannelRow row, @Nullable String secret) {
        ChannelKind kind = ChannelKind.of(row.kind());
        return new ChannelResponse(
                row.name(),
                kind,
                kind == ChannelKind.EMAIL ? row.email() : row.host(),
                types(row.types()),
                row.enabled(),
                secret,
                row.createdAt().toInstant(ZoneOffset.UTC),
                row.updatedAt().toInstant(ZoneOffset.UTC));
    }

    private static @Nullable List<NotificationType> types(@Nullable String types) {
        if (types == null) {
            return null;
        }
        return types.isEmpty()
                ? List.of()
                : Stream.of(types.split(",")).map(NotificationType::valueOf).toList();
    }
}
