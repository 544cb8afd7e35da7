package dev.assay.notification.channel;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** How a message leaves. */
@Schema(name = "NotificationChannelKind")
@Serdeable
public enum ChannelKind {
    /** Mail to the person's own address, and to no other. */
    @JsonProperty("email")
    EMAIL,
    /** A URL that takes what Slack's incoming webhooks take. */
    @JsonProperty("slack")
    SLACK,
    /** A URL that takes our JSON, signed. */
    @JsonProperty("webhook")
    WEBHOOK;

    /** {@code email} */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
