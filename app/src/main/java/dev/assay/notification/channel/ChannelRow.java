package dev.assay.notification.channel;

import io.micronaut.core.annotation.Introspected;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A channel without its secrets.
 *
 * @param types comma separated; null for all
 * @param host of its URL; empty for e-mail
 * @param email the person's
 */
@Introspected
record ChannelRow(
        int id,
        String name,
        String kind,
        @Nullable String types,
        boolean enabled,
        String host,
        String email,
        LocalDateTime createdAt,
        LocalDateTime updatedAt) {}
