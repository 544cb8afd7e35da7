package dev.assay.platform;

import io.micronaut.context.annotation.ConfigurationProperties;

/** @param disabled {@code DISABLE_PERIODIC_TASKS}: no background work at all (BG-2) */
@ConfigurationProperties("assay.background")
record BackgroundSettings(boolean disabled) {}
