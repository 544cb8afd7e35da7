package dev.assay.platform;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * Distinguishes a developer's machine from every other installation. While it is off, the server refuses to start with unsafe
 * settings (signing in without a password, cookies over plain HTTP, well-known secrets).
 *
 * @param enabled {@code ASSAY_DEVELOPMENT}
 */
@ConfigurationProperties("assay.development")
public record Development(boolean enabled) {}
