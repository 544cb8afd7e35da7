package dev.assay.identity.cluster;

import io.micronaut.context.annotation.ConfigurationProperties;
import java.time.Duration;

/**
 * @param tokenReview {@code KUBERNETES_TOKEN_REVIEW}: whether the cluster is asked about tokens at all
 * @param audience {@code KUBERNETES_TOKEN_AUDIENCE}: whom tokens must be meant for
 * @param apiUrl {@code KUBERNETES_API_URL}; empty: what Kubernetes tells every pod of its API server, the two that follow
 * @param caFile {@code KUBERNETES_CA_FILE}: PEM file of the authorities that vouch for the API server; empty: the usual ones
 * @param tokenFile {@code KUBERNETES_TOKEN_FILE}: what this pod shows to the API server, read anew each time
 * @param timeout how long an answer may take
 * @param kept how long a good answer serves
 * @param refusedKept how long another does
 */
@ConfigurationProperties("assay.cluster")
record ClusterSettings(
        boolean tokenReview,
        String audience,
        String apiUrl,
        String serviceHost,
        String servicePort,
        String caFile,
        String tokenFile,
        Duration timeout,
        Duration kept,
        Duration refusedKept) {}
