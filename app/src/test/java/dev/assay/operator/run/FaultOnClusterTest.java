package dev.assay.operator.run;

import dev.assay.testing.Cluster;
import dev.assay.testing.OnCluster;

/** {@link FaultScenario} on a real API server. */
@OnCluster
class FaultOnClusterTest extends FaultScenario {
    FaultOnClusterTest(Cluster cluster) {
        super(withCrds(cluster));
    }

    private static Cluster withCrds(Cluster cluster) {
        cluster.installCrds();
        return cluster;
    }
}
