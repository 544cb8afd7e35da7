package dev.assay.identity.issuer;

import io.micronaut.context.annotation.ConfigurationProperties;

/** @param caFile {@code ISSUER_CA_FILE}: PEM file of authorities that may vouch for issuers besides the usual ones; empty: none */
@ConfigurationProperties("assay.issuer")
record IssuerSettings(String caFile) {}
