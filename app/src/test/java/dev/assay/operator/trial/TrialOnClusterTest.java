package dev.assay.operator.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.operator.resource.Group;
import dev.assay.testing.Cluster;
import dev.assay.testing.OnCluster;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@link TrialScenarios} on a real API server, and what only that one does. */
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

    /** Ctrl-C ends the process. */
    @Test
    void aProcessThatIsStoppedLeavesNothing() throws Exception {
        TrialRequest request = plan("", "{name: test, image: registry.example/tests:1}");
        ProcessBuilder command = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.assay.cli.Assay",
                        "plan",
                        "try",
                        "-f",
                        request.plan().toString(),
                        "--step",
                        "unit",
                        "--namespace",
                        cluster.namespace())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said.txt").toFile());
        Process trial = command.start();
        try {
            cluster.await("its Job", () -> jobsOfWrong().stream().findFirst());
            trial.destroy();
            assertThat(trial.waitFor(30, TimeUnit.SECONDS)).isTrue();
            cluster.await("its Job to go", () -> Optional.of(jobsOfWrong()).filter(List::isEmpty));
        } finally {
            trial.destroyForcibly();
        }
        assertThat(Files.readString(directory.resolve("said.txt")))
                .contains("Job " + cluster.namespace() + "/try-wrong-");
    }

    private List<Job> jobsOfWrong() {
        return cluster.client()
                .batch()
                .v1()
                .jobs()
                .withLabel(Group.PLAN, "wrong")
                .list()
                .getItems();
    }

    @Test
    void theReasonOfTheClusterIsPrinted() throws Exception {
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
