package dev.assay.platform;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * What this process does that nobody asked for by a request.
 *
 * @param enabled {@code BACKGROUND_WORK}: false where a worker of its own does all of it, deliveries as well
 * @param disabled {@code DISABLE_PERIODIC_TASKS}: no periodic work; what is to be delivered leaves all the same (BG-2)
 */
@ConfigurationProperties("assay.background")
public record BackgroundSettings(boolean enabled, boolean disabled) {}
