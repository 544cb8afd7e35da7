package dev.assay.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.operator.plan.TestPlan;
import dev.assay.operator.resource.Condition;
import dev.assay.operator.resource.Group;
import dev.assay.operator.resource.RunStatus;
import dev.assay.operator.resource.TestRun;
import dev.assay.platform.RefusedSetting;
import dev.assay.testing.Cluster;
import dev.assay.testing.PlayedKubelet;
import dev.assay.testing.TestDatabase;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Two installations in one cluster, each with its own database, for any API server. They have operators of their own, because
 * those of other tests serve everything in their namespace.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InstallationScenarios {
    private static final String PLAN = """
            apiVersion: assay.dev/v1alpha1
            kind: TestPlan
            metadata: {name: %s, labels: {%s}}
            spec:
              environments: [{name: lab, nodeSelector: {assay.dev/played: nowhere}}]
              steps: [{name: unit, template: {spec: {containers: [{name: test, image: registry.example/tests:1}]}}}]
            """;
    private static final String RUN = """
            apiVersion: assay.dev/v1alpha1
            kind: TestRun
            metadata: {name: %s, labels: {%s}}
            spec:
              planRef: {name: %s}
              artefact: {family: generic, name: web, version: "1"}
            """;

    final Cluster cluster;
    private final Interceptor[] more;
    private final PlayedKubelet kubelet;
    final TestDatabase production = TestDatabase.migrated();
    private final TestDatabase staging = TestDatabase.migrated();

    InstallationScenarios(Cluster cluster, Interceptor... more) {
        this.cluster = cluster;
        this.more = more;
        kubelet = new PlayedKubelet(cluster);
    }

    @BeforeEach
    @AfterEach
    void forget() {
        cluster.client().leases().withLabel("assay.dev/installation").delete();
    }

    private TestOperator start(TestDatabase database, String installation, String operatorClass) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("assay.operator.watch-namespaces", cluster.namespace());
        settings.put("assay.operator.namespace", cluster.namespace());
        settings.put("assay.operator.installation", installation);
        settings.put("assay.operator.operator-class", operatorClass);
        settings.put("assay.runs.operator-class", operatorClass);
        KubernetesClient client = KilledAt.never().client(cluster.client().getConfiguration(), more);
        return TestOperator.start(database.properties(), client, settings);
    }

    private String plan(String labels) {
        String name = "i" + UUID.randomUUID().toString().substring(0, 8);
        cluster.client()
                .resource(cluster.client()
                        .getKubernetesSerialization()
                        .unmarshal(PLAN.formatted(name, labels), TestPlan.class))
                .create();
        return name;
    }

    private void run(String name, String labels, String plan) {
        cluster.client()
                .resource(cluster.client()
                        .getKubernetesSerialization()
                        .unmarshal(RUN.formatted(name, labels, plan), TestRun.class))
                .create();
    }

    private RunStatus await(String run, String what, java.util.function.Predicate<RunStatus> is) {
        return cluster.await(
                what,
                () -> Optional.ofNullable(cluster.client()
                                .resources(TestRun.class)
                                .withName(run)
                                .get()
                                .getStatus())
                        .filter(is));
    }

    private static List<String> attempts(TestDatabase database) {
        return database.strings("SELECT run_name FROM kubernetes_attempt ORDER BY id");
    }

    @Test
    void eachServesTheResourcesOfItsClassAndNoOthers() {
        try (TestOperator one = start(production, "prod", "");
                TestOperator other = start(staging, "staging", "staging")) {
            String ours = plan("");
            String theirs = plan("assay.dev/class: staging");
            run(ours, "", ours);
            run(theirs, "assay.dev/class: staging", theirs);
            run(theirs + "-bare", "", theirs);

            var pod = kubelet.pod(Map.of(Group.RUN, theirs));
            assertThat(pod.getMetadata().getLabels()).containsEntry("assay.dev/class", "staging");
            kubelet.succeed(pod);
            kubelet.succeed(kubelet.pod(Map.of(Group.RUN, ours)));

            await(ours, "its end", status -> status.endTime() != null);
            await(theirs, "its end", status -> status.endTime() != null);
            RunStatus bare = await(theirs + "-bare", "a status", status -> status.conditions() != null);
            Condition condition = Condition.of(bare.conditions(), Condition.SUCCEEDED);
            assertThat(condition.reason()).isEqualTo("PlanMissing");
            assertThat(condition.message()).contains("has the label assay.dev/class=staging", "create another run");
            assertThat(attempts(production)).containsExactly(ours);
            assertThat(attempts(staging)).containsExactly(theirs);
            assertThat(one.bean(OperatorSettings.class).operatorClass())
                    .isNotEqualTo(other.bean(OperatorSettings.class).operatorClass());
        }
    }

    @Test
    void aSecondOneWithoutAClassDoesNotStart() {
        try (TestOperator _ = start(production, "prod", "")) {
            assertThatThrownBy(() -> start(staging, "staging", ""))
                    .isInstanceOfSatisfying(
                            RefusedSetting.class,
                            refused -> assertThat(refused.getMessage().lines())
                                    .hasSize(2)
                                    .satisfiesExactly(
                                            first -> assertThat(first)
                                                    .startsWith("OPERATOR_CLASS is empty, but the installation "
                                                            + cluster.namespace()
                                                            + "/prod has claimed this for the namespaces "
                                                            + cluster.namespace()),
                                            second -> assertThat(second)
                                                    .contains(
                                                            "operator.class",
                                                            "kubectl --namespace " + cluster.namespace()
                                                                    + " delete lease prod-installation")));
            assertThat(lease("staging-installation")).isEmpty();
        }
    }

    @Test
    void aClaimOutlivesItsOperatorForTheSameInstallationOnly() {
        start(production, "prod", "").close();
        assertThatThrownBy(() -> start(staging, "staging", "")).isInstanceOf(RefusedSetting.class);
        var since = lease("prod-installation").orElseThrow().getSpec().getAcquireTime();

        try (TestOperator first = start(production, "prod", "");
                TestOperator second = start(production, "prod", "")) {
            assertThat(first.bean(OperatorSettings.class)).isNotNull();
            assertThat(second.bean(OperatorSettings.class)).isNotNull();
            assertThat(lease("prod-installation").orElseThrow().getSpec().getAcquireTime())
                    .isEqualTo(since);
        }

        cluster.client().leases().withName("prod-installation").delete();
        start(staging, "staging", "").close();
        assertThat(lease("staging-installation")).isPresent();
    }

    private Optional<Lease> lease(String name) {
        return Optional.ofNullable(cluster.client().leases().withName(name).get())
                .filter(lease -> lease.getSpec() != null && lease.getSpec().getAcquireTime() != null);
    }
}
