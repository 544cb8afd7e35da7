package dev.assay.operator;

import io.micronaut.context.annotation.ConfigurationProperties;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The settings of the operator.
 *
 * @param enabled {@code OPERATOR}: true if this process reconciles; {@code assay operator} turns it on
 * @param watchNamespaces {@code WATCH_NAMESPACES}: the namespaces to watch, separated by commas; empty for all
 * @param namespace {@code POD_NAMESPACE}: the namespace that the operator runs in and keeps its Lease in; empty for the
 *     client's namespace
 * @param leaderElection {@code LEADER_ELECTION}: true if only one of several replicas may reconcile; false for an operator
 *     outside the cluster
 * @param identity {@code HOSTNAME}: the name of this replica in the Lease: its Pod's name
 * @param workers {@code OPERATOR_WORKERS}: how many resources of one kind are reconciled at once
 */
@ConfigurationProperties("assay.operator")
public record OperatorSettings(
        boolean enabled,
        String watchNamespaces,
        String namespace,
        boolean leaderElection,
        String identity,
        int workers) {
    /** The namespaces to watch; empty for all. */
    public Set<String> watched() {
        return Arrays.stream(watchNamespaces.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}
