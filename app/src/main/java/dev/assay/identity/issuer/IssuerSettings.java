package dev.assay.identity.issuer;

import io.micronaut.context.annotation.ConfigurationProperties;

/**
 * @param caFile {@code ISSUER_CA_FILE}: PEM file of authorities that may certify issuers in addition to the usual ones; empty
 *     for none
 */
@ConfigurationProperties("assay.issuer")
record IssuerSettings(String caFile) {}
