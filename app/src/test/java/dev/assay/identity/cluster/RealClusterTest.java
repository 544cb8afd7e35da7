package dev.assay.identity.cluster;

import static dev.assay.access.Permission.ADD_APPLICATION;
import static dev.assay.access.Permission.CHANGE_APPLICATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.Cluster;
import dev.assay.testing.OnCluster;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestSpecBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that a real API server issues and reviews; {@code KUBECONFIG} names it. */
@OnCluster
class RealClusterTest {
    private static final String READ = "/v1/test-executions/0";

    @TempDir
    private static Path directory;

    private static KubernetesClient cluster;
    private static String namespace;
    private static TestServer server;

    @BeforeAll
    static void start(Cluster real) throws IOException {
        cluster = real.client();
        namespace = real.namespace();
        account("reviewer");
        account("runner");
        cluster.resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "system:auth-delegator")
                        .addNewSubject("", "ServiceAccount", "reviewer", namespace)
                        .build())
                .create();
        server = server("reviewer");
        TestClient admin = server.as(ADD_APPLICATION, CHANGE_APPLICATION);
        int application = admin.post("/v1/applications", "{\"name\": \"real\", \"permissions\": [\"view_test\"]}")
                .number("id");
        assertThat(admin.put(
                                "/v2/applications/" + application + "/trusts/cluster",
                                "{\"kubernetes\": {\"namespace\": \"assay-*\", \"service_account\": \"run*\"}}")
                        .status())
                .isEqualTo(201);
        // Wait until the API server uses the new binding
        until(() -> status(server, token("runner", null, "assay")) == 404);
    }

    @AfterAll
    static void close() {
        if (cluster != null) {
            cluster.rbac().clusterRoleBindings().withName(namespace).delete();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aPodIsKnownByItsTokenUntilItIsDeleted() {
        Pod pod = pod("lives");
        String token = token("runner", pod, "assay");
        assertThat(status(server, token)).isEqualTo(404);

        cluster.resource(pod).withGracePeriod(0).delete();

        until(() -> status(server, token) == 403);
    }

    @Test
    void aDeletedAccountIsAnonymous() {
        account("runner-2");
        String token = token("runner-2", null, "assay");
        assertThat(status(server, token)).isEqualTo(404);

        cluster.serviceAccounts().inNamespace(namespace).withName("runner-2").delete();

        until(() -> status(server, token) == 403);
    }

    @Test
    void aTokenForAnotherAudienceIsAnonymous() {
        assertThat(status(server, token("runner", null, "vault"))).isEqualTo(403);
        assertThat(status(server, token("runner", null, "vault", "assay"))).isEqualTo(404);
        assertThat(status(server, token("runner", null))).isEqualTo(403);
        assertThat(status(server, token("reviewer", null, "assay"))).isEqualTo(403);
    }

    @Test
    void aTokenThatTheClusterDidNotSignIsAnonymous() {
        String[] parts = token("runner", null, "assay").split("\\.");
        String[] another = token("runner", null, "assay", "vault").split("\\.");
        assertThat(status(server, parts[0] + "." + parts[1] + "." + another[2])).isEqualTo(403);
        String header = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(status(server, header + "." + parts[1] + ".")).isEqualTo(403);
    }

    @Test
    void aServerThatMayNotAskCannotTell() throws IOException {
        try (TestServer other = server("runner")) {
            assertThat(status(other, token("runner", null, "assay"))).isEqualTo(503);
        }
    }

    /** A server that asks the API server with this account's token. */
    private static TestServer server(String account) throws IOException {
        Path own = Files.writeString(directory.resolve(account + ".token"), token(account, null));
        Path authority = directory.resolve("ca.crt");
        String data = cluster.getConfiguration().getCaCertData();
        Files.write(
                authority,
                data == null
                        ? Files.readAllBytes(Path.of(cluster.getConfiguration().getCaCertFile()))
                        : Base64.getDecoder().decode(data));
        return TestServer.start(Map.of(
                "assay.limits.failed-sign-ons-per-minute",
                0,
                "assay.cluster.token-review",
                true,
                "assay.cluster.api-url",
                cluster.getMasterUrl().toString(),
                "assay.cluster.ca-file",
                authority.toString(),
                "assay.cluster.token-file",
                own.toString(),
                "assay.cluster.kept",
                "500ms",
                "assay.cluster.refused-kept",
                "500ms"));
    }

    private static void account(String name) {
        cluster.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .build())
                .create();
    }

    private static Pod pod(String name) {
        return cluster.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .withServiceAccountName("runner")
                        .addNewContainer()
                        .withName("tests")
                        .withImage("tests")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
    }

    /**
     * Creates a token for these audiences, or for the API server's own if there are none. It is bound to the pod if there is
     * one.
     */
    private static String token(String account, @Nullable Pod pod, String... audiences) {
        TokenRequestSpecBuilder spec =
                new TokenRequestSpecBuilder().withAudiences(audiences).withExpirationSeconds(600L);
        if (pod != null) {
            spec.withNewBoundObjectRef()
                    .withApiVersion("v1")
                    .withKind("Pod")
                    .withName(pod.getMetadata().getName())
                    .withUid(pod.getMetadata().getUid())
                    .endBoundObjectRef();
        }
        TokenRequest made = cluster.serviceAccounts()
                .inNamespace(namespace)
                .withName(account)
                .tokenRequest(new TokenRequestBuilder().withSpec(spec.build()).build());
        return made.getStatus().getToken();
    }

    private static int status(TestServer one, String token) {
        return one.anonymous().withKey(token).get(READ).status();
    }

    /** Repeats the request until the result is as expected. */
    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for 30 s").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
