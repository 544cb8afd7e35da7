package dev.assay.platform;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * The work of this process that no request asks for.
 *
 * @param enabled {@code BACKGROUND_WORK}: false if a separate worker does all of it, including deliveries
 * @param disabled {@code DISABLE_PERIODIC_TASKS}: true for no periodic work; deliveries are still sent (BG-2)
 */
@ConfigurationProperties("assay.background")
public record BackgroundSettings(boolean enabled, boolean disabled) {}
