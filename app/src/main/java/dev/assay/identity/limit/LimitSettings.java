package dev.assay.identity.limit;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * Limits of one replica; zero means no limit.
 *
 * @param writesPerMinute {@code RATE_LIMIT_WRITES}: requests of one principal that may change something
 * @param failedSignOnsPerMinute {@code RATE_LIMIT_FAILED_SIGN_ONS}: refused sign-ons and API keys from one address
 * @param trustedProxies {@code TRUSTED_PROXIES}: networks whose {@code X-Forwarded-For} is trusted, separated by commas, such
 *     as {@code 10.0.0.0/8,fd00::/8}; this machine is always trusted
 */
@ConfigurationProperties("assay.limits")
record LimitSettings(int writesPerMinute, int failedSignOnsPerMinute, String trustedProxies) {}
