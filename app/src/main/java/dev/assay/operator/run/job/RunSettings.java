package dev.assay.operator.run.job;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * What Pods are told.
 *
 * @param collectorImage {@code ASSAY_IMAGE}: the image that has the collector, as a rule the operator's own
 * @param apiUrl {@code ASSAY_URL}: where Pods find the API
 * @param frontendUrl {@code FRONTEND_URL}: base of links to pages, without a slash at the end
 */
@ConfigurationProperties("assay.runs")
public record RunSettings(String collectorImage, String apiUrl, String frontendUrl) {}
