package dev.assay.operator;

import dev.assay.testing.Cluster;
import dev.assay.testing.OnCluster;

/** {@link InstallationScenarios} on a real API server. */
@OnCluster
class InstallationsOnClusterTest extends InstallationScenarios {
    InstallationsOnClusterTest(Cluster cluster) {
        super(withCrds(cluster));
    }

    private static Cluster withCrds(Cluster cluster) {
        cluster.installCrds();
        return cluster;
    }
}
