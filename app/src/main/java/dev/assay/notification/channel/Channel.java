package dev.assay.notification.channel;

import dev.assay.notification.NotificationType;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A notification channel of a user, without its secrets.
 *
 * @param types null for all types, including future ones
 * @param host host of its URL; empty for e-mail
 * @param email the user's e-mail address
 */
@Introspected
public record Channel(
        int id,
        String name,
        ChannelKind kind,
        @TypeDef(type = DataType.STRING_ARRAY) @Nullable List<NotificationType> types,
        boolean enabled,
        String host,
        String email,
        Instant createdAt,
        Instant updatedAt) {}
