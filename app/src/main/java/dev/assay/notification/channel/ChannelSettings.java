package dev.assay.notification.channel;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * @param secretKey {@code CHANNEL_SECRET_KEY}: what URLs and keys of channels are encrypted with
 * @param sessionsSecret {@code SESSIONS_SECRET}, instead of an empty one; both empty: none can be stored
 */
@ConfigurationProperties("assay.channels")
record ChannelSettings(String secretKey, String sessionsSecret) {
    String secret() {
        return secretKey.isBlank() ? sessionsSecret : secretKey;
    }

    @Override
    public String toString() {
        return "ChannelSettings[…]";
    }
}
