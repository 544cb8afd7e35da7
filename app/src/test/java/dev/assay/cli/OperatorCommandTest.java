package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.Cluster;
import dev.assay.testing.OnCluster;
import dev.assay.testing.ServerProcess;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnCluster
class OperatorCommandTest {
    private final Cluster cluster;

    OperatorCommandTest(Cluster cluster) {
        this.cluster = cluster;
        cluster.installCrds();
    }

    @Test
    void itLeadsAndAnswersProbesAndNothingElse(@TempDir Path directory) throws Exception {
        Map<String, String> settings =
                Map.of("WATCH_NAMESPACES", cluster.namespace(), "POD_NAMESPACE", cluster.namespace());
        try (ServerProcess operator =
                ServerProcess.operator(TestDatabase.migrated(), directory.resolve("log"), settings)) {
            TestClient client = operator.client();
            assertThat(client.get("/health/liveness").status()).isEqualTo(200);
            assertThat(client.get("/prometheus").body()).contains("hikaricp_connections_max");
            assertThat(client.get("/v1/version").status()).isEqualTo(404);
            cluster.await("the operator to lead", this::holder);

            operator.process().destroy();
            assertThat(operator.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Optional<String> holder() {
        return Optional.ofNullable(
                        cluster.client().leases().withName("assay-operator").get())
                .map(lease -> lease.getSpec().getHolderIdentity());
    }
}
