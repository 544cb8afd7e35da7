package dev.assay.notification.channel;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * @param secretKey {@code CHANNEL_SECRET_KEY}, else {@code SESSIONS_SECRET}: what URLs and keys of channels are encrypted with;
 *     empty: none can be stored
 */
@ConfigurationProperties("assay.channels")
record ChannelSettings(String secretKey) {
    @Override
    public String toString() {
        return "ChannelSettings[…]";
    }
}
