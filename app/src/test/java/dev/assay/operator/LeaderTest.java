package dev.assay.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.Cluster;
import dev.assay.testing.OnCluster;
import dev.assay.testing.TestServer;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Only one of several replicas reconciles. */
@OnCluster
class LeaderTest {
    private final Cluster cluster;

    LeaderTest(Cluster cluster) {
        this.cluster = cluster;
        cluster.installCrds();
    }

    private TestOperator replica(String identity) {
        return TestOperator.start(
                TestServer.shared().database().properties(),
                cluster.client(),
                Map.of(
                        "assay.operator.watch-namespaces",
                        cluster.namespace(),
                        "assay.operator.namespace",
                        cluster.namespace(),
                        "assay.operator.identity",
                        identity,
                        "assay.operator.leader-election",
                        true));
    }

    private Optional<String> holder() {
        Lease lease = cluster.client().leases().withName("assay-operator").get();
        return lease == null
                ? Optional.empty()
                : Optional.ofNullable(lease.getSpec().getHolderIdentity()).filter(holder -> !holder.isEmpty());
    }

    @Test
    void anotherReplicaTakesOverFromOneThatEnds() {
        TestOperator first = replica("first");
        assertThat(cluster.await("a leader", this::holder)).isEqualTo("first");
        try (TestOperator second = replica("second")) {
            assertThat(holder()).contains("first");

            first.close();

            cluster.await("the other to lead", () -> holder().filter("second"::equals));
            assertThat(second.bean(OperatorSettings.class).identity()).isEqualTo("second");
        }
    }
}
