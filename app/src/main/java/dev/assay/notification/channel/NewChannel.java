package dev.assay.notification.channel;

import dev.assay.notification.NotificationType;
import dev.assay.web.input.Input;
import dev.assay.web.input.RefusedInput;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a channel is to be.
 *
 * @param kind email goes to the person's own address
 * @param url where slack and webhook send to; left out, a channel of this kind keeps its own
 * @param types only notifications of these types; null for all, also those to come
 * @param enabled whether anything but a test is sent
 */
@Schema(name = "NotificationChannelRequest")
record NewChannel(
        ChannelKind kind,
        @Input.Url @Nullable String url,
        @Nullable List<NotificationType> types,
        @Input.Default("true") boolean enabled) {
    NewChannel {
        if (kind == ChannelKind.EMAIL && url != null) {
            throw new RefusedInput("an e-mail channel has no url: mail goes to the person's own address");
        }
    }

    /** As PostgreSQL writes an array; null for all. */
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
