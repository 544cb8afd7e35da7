package dev.assay.operator;

import io.micronaut.context.annotation.ConfigurationProperties;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How the operator runs.
 *
 * @param enabled {@code OPERATOR}: whether this process reconciles; {@code assay operator} turns it on
 * @param watchNamespaces {@code WATCH_NAMESPACES}: whose resources, separated by commas; empty for all
 * @param namespace {@code POD_NAMESPACE}: where it runs itself, and keeps its Lease; empty for the client's
 * @param leaderElection {@code LEADER_ELECTION}: whether one of several replicas reconciles; off for one outside the cluster
 * @param identity {@code HOSTNAME}: who this replica is in the Lease; a Pod's name
 * @param workers {@code OPERATOR_WORKERS}: how many resources of a kind are reconciled at once
 */
@ConfigurationProperties("assay.operator")
public record OperatorSettings(
        boolean enabled,
        String watchNamespaces,
        String namespace,
        boolean leaderElection,
        String identity,
        int workers) {
    /** Whose resources; empty for all. */
    public Set<String> watched() {
        return Arrays.stream(watchNamespaces.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}
