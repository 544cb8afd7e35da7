package dev.assay.notification.channel;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** How a channel sends messages. */
@Schema(name = "NotificationChannelKind")
@Serdeable
public enum ChannelKind {
    /** Mail to the user's own address, never to another one. */
    @JsonProperty("email")
    EMAIL,
    /** A URL that accepts the JSON of Slack's incoming webhooks. */
    @JsonProperty("slack")
    SLACK,
    /** A URL that accepts our own signed JSON. */
    @JsonProperty("webhook")
    WEBHOOK;

    /** The name in JSON and in the database, such as {@code email}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
