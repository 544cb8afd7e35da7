package dev.assay.operator;

import dev.assay.operator.resource.Group;
import dev.assay.platform.RefusedSetting;
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
 * @param installation {@code OPERATOR_INSTALLATION}: the name of this installation among those in its namespace; replicas have
 *     the same
 * @param operatorClass {@code OPERATOR_CLASS}: the operator serves resources with this value in the label {@code
 *     assay.dev/class}; empty for those without the label
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
        String installation,
        String operatorClass,
        boolean leaderElection,
        String identity,
        int workers) {
    private static final String CLASS = "[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?";
    private static final String INSTALLATION = "[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?";

    public OperatorSettings {
        require(operatorClass.isEmpty() || operatorClass.matches(CLASS), "OPERATOR_CLASS", 32, "staging");
        require(installation.matches(INSTALLATION), "OPERATOR_INSTALLATION", 50, "assay");
    }

    private static void require(boolean holds, String key, int longest, String example) {
        if (!holds) {
            throw new RefusedSetting(
                    key,
                    "must have at most " + longest + " of a-z, 0-9 and -",
                    "Write for example: " + key + "=" + example);
        }
    }

    /** The label selector of the resources that the operator serves. */
    public String selector() {
        return operatorClass.isEmpty() ? "!" + Group.CLASS : Group.CLASS + "=" + operatorClass;
    }

    /** The namespaces to watch; empty for all. */
    public Set<String> watched() {
        return Arrays.stream(watchNamespaces.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}
