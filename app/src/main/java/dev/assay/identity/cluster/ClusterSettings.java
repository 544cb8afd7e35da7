package dev.assay.identity.cluster;

import io.micronaut.context.annotation.ConfigurationProperties;
import java.time.Duration;

/**
 * @param tokenReview {@code KUBERNETES_TOKEN_REVIEW}: true if the cluster is asked about tokens
 * @param audience {@code KUBERNETES_TOKEN_AUDIENCE}: the audience that tokens must have
 * @param apiUrl {@code KUBERNETES_API_URL}; if it is empty, {@code serviceHost} and {@code servicePort} are used
 * @param serviceHost host of the API server, which Kubernetes sets in each pod
 * @param servicePort port of the API server, which Kubernetes sets in each pod
 * @param caFile {@code KUBERNETES_CA_FILE}: PEM file of the authorities that may certify the API server; if it is empty, the
 *     usual ones
 * @param tokenFile {@code KUBERNETES_TOKEN_FILE}: this pod's own token for the API server; the file is read for each request
 * @param timeout how long an answer may take
 * @param kept how long a confirmation is cached
 * @param refusedKept how long a refusal is cached
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
