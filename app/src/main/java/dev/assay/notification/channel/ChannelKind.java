package dev.assay.notification.channel;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a message leaves. */
public enum ChannelKind {
    /** Mail to the person's own address, and to no other. */
    EMAIL,
    /** A URL that takes what Slack's incoming webhooks take. */
    SLACK,
    /** A URL that takes our JSON, signed. */
    WEBHOOK;

    /** {@code email} */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ChannelKind of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
