package dev.assay.operator.run;

import static dev.assay.operator.run.Plans.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.operator.plan.Step;
import dev.assay.testing.Cluster;
import dev.assay.testing.OnCluster;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link RunScenarios} on a real API server, and what only that one does. */
@OnCluster
class RunOnClusterTest extends RunScenarios {
    RunOnClusterTest(Cluster cluster) {
        super(withCrds(cluster));
    }

    private static Cluster withCrds(Cluster cluster) {
        cluster.installCrds();
        return cluster;
    }

    @Test
    void aJobThatKubernetesRefusesEndsItsStep() {
        String name = name();
        Step broken = step("broken");
        broken.template().getSpec().getContainers().getFirst().setImage("");
        start(name, plan(broken));

        assertThat(condition(awaitEnd(name)).message())
                .contains("Kubernetes refuses its Job")
                .contains("image");
        assertThat(executions(name)).containsExactly(List.of(name + "/broken", "ENDED_PREMATURELY"));
    }
}
