package dev.assay.notification.channel;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * @param secretKey {@code CHANNEL_SECRET_KEY}: encrypts the URLs and keys of channels
 * @param sessionsSecret {@code SESSIONS_SECRET}: used if {@code secretKey} is empty. If both are empty, channels with a URL
 *     cannot be stored
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
