package dev.assay.notification.channel;

import dev.assay.notification.NotificationType;
import dev.assay.web.input.Input;
import dev.assay.web.input.RefusedInput;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A channel to create or to replace.
 *
 * @param kind email sends to the user's own address
 * @param url where slack and webhook send to; without it, an existing channel of the same kind keeps its URL
 * @param types only notifications of these types; null for all types, including future ones
 * @param enabled if false, only test messages are sent
 */
@Schema(name = "NotificationChannelRequest")
record NewChannel(
        ChannelKind kind,
        @Input.Url @Nullable String url,
        @Nullable List<NotificationType> types,
        @Input.Default("true") boolean enabled) {
    NewChannel {
        if (kind == ChannelKind.EMAIL && url != null) {
            throw new RefusedInput("an e-mail channel has no url: mail goes to the user's own address");
        }
    }

    /** The types as PostgreSQL writes an array; null for all types. */
    @Nullable
    String typesLiteral() {
        if (types == null) {
            return null;
        }
        EnumSet<NotificationType> chosen = EnumSet.noneOf(NotificationType.class);
        chosen.addAll(types);
        return "{" + String.join(",", chosen.stream().map(Enum::name).toList()) + "}";
    }
}
