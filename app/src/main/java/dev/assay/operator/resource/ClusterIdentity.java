package dev.assay.operator.resource;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Which cluster this is, as several may share a database: the uid of its namespace kube-system, which no cluster loses. */
@Singleton
@Requires(property = "assay.operator.enabled", value = "true")
public class ClusterIdentity {
    private final KubernetesClient client;
    private final AtomicReference<String> known = new AtomicReference<>("");

    public ClusterIdentity(KubernetesClient client) {
        this.client = client;
    }

    /** Asked for once. */
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
