package dev.assay.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/** Creates the Kubernetes client. It uses the Pod's service account, or the file that KUBECONFIG names. */
@Factory
class KubernetesFactory {
    @Singleton
    @Bean(preDestroy = "close")
    @Requires(property = "assay.operator.enabled", value = "true", missingBeans = KubernetesClient.class)
    KubernetesClient client() {
        return new KubernetesClientBuilder().build();
    }
}
