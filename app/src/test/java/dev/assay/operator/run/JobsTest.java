package dev.assay.operator.run;

import static dev.assay.operator.run.Plans.FILES;
import static dev.assay.operator.run.Plans.step;
import static dev.assay.operator.run.Plans.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.chart.KubernetesSchemas;
import dev.assay.operator.plan.Environment;
import dev.assay.operator.plan.Step;
import dev.assay.operator.run.job.Jobs;
import dev.assay.operator.run.job.RunJob;
import dev.assay.operator.run.job.RunSettings;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The Jobs that a run creates; complete ones are in src/test/golden/operator. */
class JobsTest {
    private static final Path GOLDEN = Path.of("src/test/golden/operator");

    private static final Environment LAB = new Environment(
            "lab 1",
            "arm64",
            Map.of("rack", "7"),
            List.of(new TolerationBuilder()
                    .withKey("lab")
                    .withOperator("Exists")
                    .build()),
            new ResourceRequirementsBuilder()
                    .addToLimits("memory", new Quantity("1Gi"))
                    .build());

    private static Job job(Environment environment, Step step) {
        RunJob job = new RunJob(
                "team",
                "web-1.4.2",
                "5b0c1f0e-0000-4000-8000-000000000001",
                "web",
                environment,
                step,
                0,
                1,
                Plans.artefact("web"),
                "kubernetes://c/testruns/u/lab-1-unit/1");
        return Jobs.of(job, new RunSettings("assay:1", "http://assay:30000", "", "", ""));
    }

    @Test
    void jobsMatchTheGoldenFiles() throws IOException {
        compare("exit-code", job(Plans.environment("lab"), step("unit")));
        compare("results", job(LAB, with(step("unit"), FILES, 2, 0)));
    }

    private static void compare(String name, Job job) throws IOException {
        String yaml = Serialization.asYaml(job);
        Path file = GOLDEN.resolve(name + ".yaml");
        if (Boolean.getBoolean("golden.renew")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, yaml);
        }
        assertThat(yaml)
                .as("renew it with scripts/test JobsTest -Dgolden.renew=true and look at the difference")
                .isEqualTo(Files.readString(file));
        assertThat(KubernetesSchemas.documents(yaml))
                .hasSize(1)
                .allSatisfy(document ->
                        assertThat(KubernetesSchemas.problems(document)).isEmpty());
    }

    @Test
    void settingsOfTheTemplateAreKept() {
        Step step = step("unit");
        PodSpec pod = step.template().getSpec();
        pod.setNodeSelector(Map.of("rack", "8"));
        pod.getContainers().getFirst().setEnv(List.of(new EnvVar("ASSAY_SHARDS", "mine", null)));
        pod.getContainers()
                .getFirst()
                .setResources(new ResourceRequirementsBuilder()
                        .addToLimits("memory", new Quantity("2Gi"))
                        .build());

        PodSpec made = job(LAB, step).getSpec().getTemplate().getSpec();

        assertThat(made.getNodeSelector()).containsEntry("rack", "8").containsEntry("kubernetes.io/arch", "arm64");
        Container test = made.getContainers().getFirst();
        assertThat(test.getEnv())
                .filteredOn(variable -> variable.getName().equals("ASSAY_SHARDS"))
                .extracting(EnvVar::getValue)
                .containsExactly("mine");
        assertThat(test.getResources().getLimits()).containsEntry("memory", new Quantity("2Gi"));
        assertThat(pod.getContainers().getFirst().getEnv())
                .as("the plan's own template is as it was")
                .hasSize(1);
    }

    @Test
    void theCollectorComesFirstAndHasNoFurtherRights() {
        Job job = job(LAB, with(step("unit"), FILES, 1, 0));
        PodSpec pod = job.getSpec().getTemplate().getSpec();
        Container collector = pod.getInitContainers().getFirst();

        assertThat(collector.getName()).isEqualTo("assay-collect");
        assertThat(collector.getRestartPolicy()).isEqualTo("Always");
        assertThat(collector.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(collector.getSecurityContext().getRunAsNonRoot()).isTrue();
        Map<String, String> variables =
                collector.getEnv().stream().collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
        assertThat(variables)
                .containsEntry("ASSAY_FINISH", "false")
                .containsEntry("ASSAY_GRACE", "600s")
                .containsEntry("ASSAY_RESULTS", "**/*.xml");
        assertThat(variables.get("ASSAY_TEST"))
                .contains("environment=lab+1")
                .contains("test_plan=web%2Funit")
                .contains("arch=arm64")
                .doesNotContain("token");
        assertThat(pod.getVolumes())
                .filteredOn(volume -> volume.getProjected() != null)
                .singleElement()
                .satisfies(volume -> assertThat(volume.getProjected()
                                .getSources()
                                .getFirst()
                                .getServiceAccountToken()
                                .getAudience())
                        .isEqualTo("assay"));
        assertThat(pod.getContainers().getFirst().getVolumeMounts())
                .as("the test container has no token")
                .extracting("name")
                .containsExactly("assay-results");
    }

    @Test
    void namesOfAnyPartsFit() {
        Environment long1 =
                Plans.environment("Ein sehr langer Name einer Umgebung, mit Leerzeichen und Ümlauten".repeat(3));
        Job job = job(long1, step("unit"));

        assertThat(job.getMetadata().getName()).matches("[a-z0-9-]{1,57}");
        assertThat(job.getMetadata().getLabels().values()).allMatch(value -> value.length() <= 63);
        assertThat(job.getSpec().getBackoffLimit()).isZero();
        assertThat(job.getSpec().getActiveDeadlineSeconds()).isEqualTo(4500);
    }
}
