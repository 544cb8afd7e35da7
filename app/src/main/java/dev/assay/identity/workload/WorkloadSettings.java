package dev.assay.identity.workload;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * @param issuers {@code WORKLOAD_ISSUERS}: the issuers whose tokens are accepted, as URLs separated by commas. An issuer
 *     whose discovery document this server cannot reach is written as {@code issuer=URL of its keys}. If it is empty, tokens
 *     of issuers are not accepted
 */
@ConfigurationProperties("assay.workload")
record WorkloadSettings(String issuers) {}
