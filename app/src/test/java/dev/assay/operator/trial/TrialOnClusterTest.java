package dev.assay.operator.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.Cluster;
import dev.assay.testing.OnCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@link TrialScenarios} on a real API server, and what only that one sees. */
@OnCluster
class TrialOnClusterTest extends TrialScenarios {
    TrialOnClusterTest(Cluster cluster) {
        super(cluster);
        cluster.installCrds();
    }

    private TrialRequest plan(String more, String container) throws Exception {
        Path file = directory.resolve("wrong.yaml");
        Files.writeString(file, """
                apiVersion: assay.dev/v1alpha1
                kind: TestPlan
                metadata: {name: wrong}
                spec:
                  environments: [{name: lab}]
                  steps: [{name: unit, template: {spec: {containers: [%s]}}}]
                %s
                """.formatted(container, more));
        return new TrialRequest(file, "unit", null, Map.of(), cluster.namespace(), null, false, true);
    }

    @Test
    void whatTheClusterRefusesIsSaid() throws Exception {
        assertThat(refusal(plan("  onNewArtefact: true", "{name: test, image: i}")))
                .startsWith("The cluster refuses the plan: ")
                .contains("name at least its family");
        assertThat(refusal(plan("  paralelism: 3", "{name: test, image: i}")))
                .contains("unknown field \"spec.paralelism\"");
        assertThat(refusal(plan("", "{name: Test, image: i}")))
                .startsWith("The cluster refuses the Job: ")
                .contains("containers[0].name");
    }
}
