package dev.assay.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnCluster
class ClusterTest {
    private final Cluster cluster;

    ClusterTest(Cluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void itsNamespaceIsThereUntilItIsClosed() {
        Cluster own = Cluster.open();
        assertThat(own.namespace()).startsWith("assay-test-").isNotEqualTo(cluster.namespace());
        own.client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("kept")
                        .endMetadata()
                        .addToData("a", "1")
                        .build())
                .create();
        assertThat(cluster.client()
                        .configMaps()
                        .inNamespace(own.namespace())
                        .withName("kept")
                        .get())
                .isNotNull();

        own.close();

        assertThat(cluster.client().namespaces().withName(own.namespace()).get())
                .isNull();
    }

    @Test
    void customResourcesAreServedOnceTheirDefinitionsAreInstalled() {
        cluster.installCrds();
        cluster.installCrds();

        assertThat(cluster.client()
                        .genericKubernetesResources("assay.dev/v1alpha1", "TestRun")
                        .inNamespace(cluster.namespace())
                        .list()
                        .getItems())
                .isEmpty();
    }

    @Test
    void definitionsOfTestsFollowTheFolderAndThoseOfOthersMustAgree(@TempDir Path folder) throws IOException {
        String group = cluster.namespace() + ".test";
        var known = cluster.client()
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("things." + group);
        Path file = folder.resolve("things.yml");
        try {
            Files.writeString(file, definition(group, "integer"));
            cluster.installCrds(folder);
            Files.writeString(file, definition(group, "string"));
            cluster.installCrds(folder);
            assertThat(known.get().getMetadata().getGeneration()).isEqualTo(2);

            known.edit(crd -> crd.edit()
                    .editMetadata()
                    .removeFromLabels(Cluster.MADE_BY)
                    .endMetadata()
                    .build());
            cluster.installCrds(folder);
            Files.writeString(file, definition(group, "boolean"));

            assertThatThrownBy(() -> cluster.installCrds(folder))
                    .hasMessageContaining("things." + group + " was installed by somebody else and differs");
            assertThat(known.get().getMetadata().getGeneration()).isEqualTo(2);
        } finally {
            known.delete();
        }
    }

    @Test
    void aServiceAccountMayNothingBeyondWhatItIsGiven() {
        try (KubernetesClient nobody = cluster.as(cluster.serviceAccount("nobody"))) {
            assertThatThrownBy(() -> nobody.secrets().list())
                    .isInstanceOfSatisfying(
                            KubernetesClientException.class,
                            e -> assertThat(e.getCode()).isEqualTo(403))
                    .hasMessageContaining("system:serviceaccount:" + cluster.namespace() + ":nobody");
        }
    }

    @Test
    void theRightsOfAServiceAccountAreTold() {
        cluster.serviceAccount("reader");
        assertThat(cluster.rights("reader")).isEmpty();
        cluster.client()
                .resource(new RoleBuilder()
                        .withNewMetadata()
                        .withName("reader")
                        .endMetadata()
                        .addNewRule()
                        .withApiGroups("")
                        .withResources("configmaps")
                        .withResourceNames("plan")
                        .withVerbs("get")
                        .endRule()
                        .addNewRule()
                        .withApiGroups("batch")
                        .withResources("jobs", "cronjobs")
                        .withVerbs("list", "get")
                        .endRule()
                        .build())
                .create();
        cluster.client()
                .resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName("reader")
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", "reader")
                        .addNewSubject("", "ServiceAccount", "reader", cluster.namespace())
                        .build())
                .create();

        // The server's authorizer gets the binding from a watch, so it may take a moment
        Object rights = cluster.await(
                "its rights", () -> Optional.of(cluster.rights("reader")).filter(all -> !all.isEmpty()));
        assertThat(rights).hasToString("{batch/cronjobs=[get, list], batch/jobs=[get, list], configmaps[plan]=[get]}");
    }

    @Test
    void aTokenIsGoodForItsAudienceOnly() {
        String token = cluster.token("default", "assay");

        assertThat(review(token, "assay").getUser().getUsername())
                .isEqualTo("system:serviceaccount:" + cluster.namespace() + ":default");
        assertThat(review(token, "somebody-else").getAuthenticated()).isNotEqualTo(true);
    }

    private static String definition(String group, String type) {
        return """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: things.%1$s}
                spec:
                  group: %1$s
                  scope: Namespaced
                  names: {plural: things, singular: thing, kind: Thing}
                  versions:
                    - name: v1
                      served: true
                      storage: true
                      schema: {openAPIV3Schema: {type: object, properties: {size: {type: %2$s}}}}
                """.formatted(group, type);
    }

    private TokenReviewStatus review(String token, String audience) {
        return cluster.client()
                .tokenReviews()
                .create(new TokenReviewBuilder()
                        .withNewSpec()
                        .withToken(token)
                        .withAudiences(audience)
                        .endSpec()
                        .build())
                .getStatus();
    }
}
