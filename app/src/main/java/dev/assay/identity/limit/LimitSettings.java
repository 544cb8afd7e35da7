package dev.assay.identity.limit;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * Limits of one replica; zero is none.
 *
 * @param writesPerMinute {@code RATE_LIMIT_WRITES}: requests that may change something, of one principal
 * @param failedSignOnsPerMinute {@code RATE_LIMIT_FAILED_SIGN_ONS}: sign-ons and API keys that were refused, of one address
 * @param trustedProxies {@code TRUSTED_PROXIES}: networks whose {@code X-Forwarded-For} is believed, comma separated, such as
 *     {@code 10.0.0.0/8,fd00::/8}; this machine's always is
 */
@ConfigurationProperties("assay.limits")
record LimitSettings(int writesPerMinute, int failedSignOnsPerMinute, String trustedProxies) {}
