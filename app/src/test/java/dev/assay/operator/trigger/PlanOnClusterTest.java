package dev.assay.operator.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.access.Permission;
import dev.assay.operator.TestOperator;
import dev.assay.operator.plan.PlanSpec;
import dev.assay.operator.plan.PlanStatus;
import dev.assay.operator.plan.TestPlan;
import dev.assay.operator.resource.Condition;
import dev.assay.operator.resource.Group;
import dev.assay.operator.resource.TestRun;
import dev.assay.testing.Cluster;
import dev.assay.testing.OnCluster;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** TestPlans on a real API server with the real operator. */
@OnCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlanOnClusterTest {
    private final TestServer server = TestServer.shared();
    private final TestClient tester = server.as(Permission.CHANGE_TEST, Permission.VIEW_TEST);
    private final Cluster cluster;
    private TestOperator operator;

    PlanOnClusterTest(Cluster cluster) {
        this.cluster = cluster;
        cluster.installCrds();
        operator = start();
    }

    private TestOperator start() {
        return TestOperator.start(
                server.database().properties(),
                cluster.client(),
                Map.of("assay.operator.watch-namespaces", cluster.namespace(), "assay.triggers.poll", "1s"));
    }

    @AfterAll
    void stop() {
        operator.close();
    }

    private static String unique() {
        return "p" + UUID.randomUUID().toString().substring(0, 8);
    }

    private void apply(String name, PlanSpec spec) {
        TestPlan plan = new TestPlan();
        plan.getMetadata().setName(name);
        plan.setSpec(spec);
        cluster.client().resource(plan).create();
    }

    private PlanStatus await(String name, String what, Predicate<PlanStatus> is) {
        return cluster.await(
                what,
                () -> Optional.ofNullable(cluster.client()
                                .resources(TestPlan.class)
                                .withName(name)
                                .get()
                                .getStatus())
                        .filter(is));
    }

    private List<TestRun> runs(String plan) {
        return cluster.client()
                .resources(TestRun.class)
                .withLabel(Group.PLAN, plan)
                .list()
                .getItems();
    }

    private static Condition ready(PlanStatus status) {
        return Objects.requireNonNull(Condition.of(status.conditions(), Condition.READY));
    }

    @Test
    void aMistakeInATemplateIsReportedOnThePlan() {
        String name = unique();
        apply(name, PlanTexts.YAML.unmarshal("""
                environments: [{name: lab}]
                steps:
                - {name: unit, template: {spec: {containers: [{name: test, imge: registry.example/tests:1}]}}}
                """, PlanSpec.class));
        PlanStatus status = await(name, "a status", any -> true);
        assertThat(status.observedGeneration()).isEqualTo(1);
        assertThat(ready(status).status()).isEqualTo("False");
        assertThat(ready(status).reason()).isEqualTo("InvalidTemplate");
        assertThat(ready(status).message()).contains("step unit", "imge");
        cluster.await(
                "an Event about it",
                () -> cluster.client().events().v1().events().list().getItems().stream()
                        .filter(event -> event.getReason().equals("InvalidTemplate")
                                && event.getRegarding().getName().equals(name))
                        .findFirst());
        assertThat(cluster.client()
                        .batch()
                        .v1()
                        .jobs()
                        .withLabel(Group.PLAN, name)
                        .list()
                        .getItems())
                .as("asking leaves nothing")
                .isEmpty();
        TestPlan plan =
                cluster.client().resources(TestPlan.class).withName(name).get();
        plan.setSpec(PlanTexts.spec(""));
        cluster.client().resource(plan).update();
        assertThat(ready(await(name, "another look", s -> Objects.equals(s.observedGeneration(), 2L)))
                        .holds())
                .isTrue();
    }

    @Test
    void anUnreadablePlanDoesNotBlockOthers() {
        String broken = unique();
        GenericKubernetesResource plan =
                PlanTexts.YAML.unmarshal("""
                apiVersion: assay.dev/v1alpha1
                kind: TestPlan
                metadata: {name: %s}
                spec:
                  environments: [{name: lab}]
                  steps: [{name: unit, template: {spec: {containers: nothing}}}]
                """.formatted(broken), GenericKubernetesResource.class);
        cluster.client().resource(plan).create();
        // An operator that starts now reads it first
        operator.close();
        operator = start();
        String fine = unique();
        apply(fine, PlanTexts.spec(""));
        assertThat(ready(await(fine, "a status", any -> true)).holds()).isTrue();
        PlanStatus status = await(broken, "a status", any -> true);
        assertThat(ready(status).reason()).isEqualTo("InvalidTemplate");
        assertThat(ready(status).message()).contains("is not a Pod template");
        cluster.client().resources(TestPlan.class).withName(broken).delete();
    }

    @Test
    void aNewBuildIsRunOnceEvenIfTheOperatorRestarts() {
        String name = unique();
        apply(name, PlanTexts.spec("artefacts: {family: generic, names: ['" + name + "*']}\nonNewArtefact: true\n"));
        await(name, "a cursor", status -> status.lastBuild() != null);
        StartBody.of("generic").with("name", name + "-web").with("version", "1").start(tester);
        TestRun run = cluster.await("a run", () -> runs(name).stream().findFirst());
        assertThat(run.getMetadata().getLabels()).containsEntry(Group.TRIGGER, "artefact");
        assertThat(run.getMetadata().getFinalizers()).isEmpty();
        await(name, "its count", status -> Objects.equals(status.active(), 1));
        operator.close();
        operator = start();
        StartBody.of("generic").with("name", name + "-web").with("version", "2").start(tester);
        cluster.await("another run", () -> Optional.of(runs(name)).filter(runs -> runs.size() == 2));
        cluster.client().resource(run).delete();
        StartBody.of("generic").with("name", name + "-web").with("version", "3").start(tester);
        cluster.await(
                "a third run",
                () -> Optional.of(runs(name))
                        .filter(runs -> runs.stream()
                                .anyMatch(r -> "3".equals(r.getSpec().artefact().version()))));
        assertThat(runs(name)).extracting(r -> r.getSpec().artefact().version()).containsExactlyInAnyOrder("2", "3");

        cluster.client().resources(TestPlan.class).withName(name).delete();
        cluster.await("its runs to go with it", () -> Optional.of(runs(name)).filter(List::isEmpty));
    }

    @Test
    void aRefusedArtefactIsReportedAndOthersRun() {
        String name = unique();
        apply(name, PlanTexts.spec("artefacts: {family: snap, names: ['" + name + "*']}\nonNewArtefact: true\n"));
        await(name, "a cursor", status -> status.lastBuild() != null);
        StartBody snap = StartBody.of("snap");
        snap.with("name", name + "-bad").start(tester);
        server.database().execute("UPDATE artefact SET store = '' WHERE name = '" + name + "-bad'");
        snap.with("name", name + "-good").with("version", "9").start(tester);
        cluster.await(
                "the run of the other",
                () -> runs(name).stream()
                        .filter(run ->
                                (name + "-good").equals(run.getSpec().artefact().name()))
                        .findFirst());
    }

    @Test
    void aTimeThatPassedWhileThePlanWasSuspendedIsMadeUpFor() {
        String name = unique();
        StartBody.of("generic").with("name", name + "-web").start(tester);
        apply(
                name,
                PlanTexts.spec("artefacts: {family: generic, names: ['" + name
                        + "*']}\nsuspend: true\nschedule: {cron: '0 4 * * *', timeZone: Europe/Berlin}\n"));
        await(name, "a first status", status -> status.lastSchedule() != null);
        cluster.client()
                .resources(TestPlan.class)
                .withName(name)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":{\"lastSchedule\":\"2026-01-01T03:00:00Z\"}}");
        cluster.client()
                .resources(TestPlan.class)
                .withName(name)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"suspend\":false}}");
        TestRun run = cluster.await("a run", () -> runs(name).stream().findFirst());
        assertThat(run.getMetadata().getLabels()).containsEntry(Group.TRIGGER, "schedule");
        PlanStatus status = await(name, "the run in the status", any -> any.lastRun() != null);
        assertThat(Objects.requireNonNull(status.lastRun()).name())
                .isEqualTo(run.getMetadata().getName());
        assertThat(status.nextRun()).endsWith("00:00Z");
        assertThat(runs(name)).hasSize(1);
    }

    @Test
    void replaceCancelsOnARealServer() {
        String name = unique();
        apply(
                name,
                PlanTexts.spec("artefacts: {family: generic, names: ['" + name
                        + "*']}\nonNewArtefact: true\nconcurrency: Replace\n"));
        await(name, "a cursor", status -> status.lastBuild() != null);
        StartBody.of("generic").with("name", name + "-web").with("version", "1").start(tester);
        cluster.await("a run", () -> runs(name).stream().findFirst());
        StartBody.of("generic").with("name", name + "-web").with("version", "2").start(tester);
        cluster.await(
                "the old one to be cancelled",
                () -> runs(name).stream()
                        .filter(run -> run.getSpec().cancelled())
                        .findFirst());
        assertThat(runs(name)).hasSize(2);
    }
}
