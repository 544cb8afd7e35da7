package dev.assay.platform;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * The one switch between a developer's machine and everything else. What is unsafe (signing on without a password, cookies over
 * plain HTTP, well-known secrets) is refused at the start while it is off.
 *
 * @param enabled {@code ASSAY_DEVELOPMENT}
 */
@ConfigurationProperties("assay.development")
public record Development(boolean enabled) {}
