package dev.assay.notification.channel;

import dev.assay.notification.NotificationType;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A notification channel.
 *
 * @param target the e-mail address, or the host of the URL; the URL is a secret
 * @param types null for all types, including future ones
 * @param secret the key that signs a webhook's messages; only in the response to the request that created the webhook
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

    static ChannelResponse from(Channel channel, @Nullable String secret) {
        return new ChannelResponse(
                channel.name(),
                channel.kind(),
                channel.kind() == ChannelKind.EMAIL ? channel.email() : channel.host(),
                channel.types(),
                channel.enabled(),
                secret,
                channel.createdAt(),
                channel.updatedAt());
    }
}
