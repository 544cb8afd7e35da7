package dev.assay.identity.workload;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * @param issuers {@code WORKLOAD_ISSUERS}: whose tokens are looked at, URLs separated by commas, each alone or as
 *     {@code issuer=URL of its keys} where the issuer has no discovery that this server reaches; empty: no tokens at all
 */
@ConfigurationProperties("assay.workload")
record WorkloadSettings(String issuers) {}
