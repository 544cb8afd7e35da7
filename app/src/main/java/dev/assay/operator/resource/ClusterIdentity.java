package dev.assay.operator.resource;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Identifies this cluster, because several clusters may share a database. The identity is the uid of the namespace kube-system,
 * which lives as long as the cluster.
 */
@Singleton
@Requires(property = "assay.operator.enabled", value = "true")
public class ClusterIdentity {
    private final KubernetesClient client;
    private final AtomicReference<String> known = new AtomicReference<>("");

    public ClusterIdentity(KubernetesClient client) {
        this.client = client;
    }

    /** Reads the uid once, then remembers it. */
    public String uid() {
        String uid = known.get();
        if (uid.isEmpty()) {
            uid = Optional.ofNullable(
                            client.namespaces().withName("kube-system").get())
                    .map(namespace -> namespace.getMetadata().getUid())
                    .orElseThrow(() -> new IllegalStateException("the cluster has no namespace kube-system"));
            known.set(uid);
        }
        return uid;
    }
}
