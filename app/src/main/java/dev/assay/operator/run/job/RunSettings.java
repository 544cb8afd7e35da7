package dev.assay.operator.run.job;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * Settings that the operator passes to Pods.
 *
 * @param collectorImage {@code ASSAY_IMAGE}: the image that contains the collector, usually the operator's own image
 * @param apiUrl {@code ASSAY_URL}: where Pods find the API
 * @param frontendUrl {@code FRONTEND_URL}: the base of links to pages, without a slash at the end
 * @param operatorClass {@code OPERATOR_CLASS}: the class of the operator that makes the Pods; empty for none
 * @param command {@code ASSAY_COMMAND}: what people write to run a command of this installation, such as {@code kubectl exec …
 *     -- assay}
 */
@ConfigurationProperties("assay.runs")
public record RunSettings(
        String collectorImage, String apiUrl, String frontendUrl, String operatorClass, String command) {}
