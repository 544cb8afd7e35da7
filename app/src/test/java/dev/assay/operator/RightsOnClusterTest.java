package dev.assay.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.access.Permission;
import dev.assay.chart.Chart;
import dev.assay.chart.Grants;
import dev.assay.operator.plan.TestPlan;
import dev.assay.operator.resource.Group;
import dev.assay.operator.resource.ResultSource;
import dev.assay.operator.resource.TestRun;
import dev.assay.testing.Cluster;
import dev.assay.testing.OnCluster;
import dev.assay.testing.PlayedKubelet;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the operator with only the rights that the chart gives it: they are enough, and it uses every one. */
@OnCluster
class RightsOnClusterTest {
    private final TestServer server = TestServer.shared();
    private final Set<Grants.Call> calls = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Cluster cluster;
    private final PlayedKubelet kubelet;

    @TempDir
    Path directory;

    RightsOnClusterTest(Cluster cluster) {
        this.cluster = cluster;
        kubelet = new PlayedKubelet(cluster);
        cluster.installCrds();
    }

    @Test
    void theChartGivesWhatTheOperatorUses() throws Exception {
        Path values = Files.writeString(
                directory.resolve("values.yaml"), "operator: {watchNamespaces: [" + cluster.namespace() + "]}");
        List<HasMetadata> rights =
                Chart.objects(Chart.copy(directory.resolve("chart")).render(List.of(values), cluster.namespace()))
                        .stream()
                        .filter(object -> object instanceof ServiceAccount
                                || object.getApiVersion().startsWith("rbac."))
                        .toList();
        Grants grants = Grants.of(rights, cluster.namespace(), "assay-operator");
        rights.forEach(object -> cluster.client()
                .resource(object)
                .inNamespace(cluster.namespace())
                .create());
        try (KubernetesClient client = recorded();
                TestOperator operator = TestOperator.start(
                        server.database().properties(),
                        client,
                        Map.of(
                                "assay.operator.watch-namespaces",
                                cluster.namespace(),
                                "assay.operator.namespace",
                                cluster.namespace(),
                                "assay.operator.leader-election",
                                true,
                                "assay.triggers.poll",
                                "1s"))) {
            work();
            assertThat(operator.bean(OperatorSettings.class).enabled()).isTrue();
        } finally {
            rights.forEach(object -> cluster.client()
                    .resource(object)
                    .inNamespace(cluster.namespace())
                    .delete());
        }
        assertThat(refused).isEmpty();
        // Every account may ask what it is allowed to do
        assertThat(calls.stream()
                        .filter(call -> !call.resource().equals("selfsubjectrulesreviews"))
                        .filter(call -> !grants.allows(call)))
                .as("what the rendered roles do not allow")
                .isEmpty();
        // The check for deleted runs reads each of them every 30 seconds. The framework needs the right to update its
        // Lease, but patches it
        assertThat(grants.unneeded(calls))
                .as("what nothing needs")
                .isSubsetOf("get assay.dev/testruns", "update coordination.k8s.io/leases");
    }

    private KubernetesClient recorded() {
        try (KubernetesClient account = cluster.as("assay-operator")) {
            Config config = account.getConfiguration();
            return new KubernetesClientBuilder()
                    .withConfig(config)
                    .withHttpClientBuilderConsumer(
                            builder -> builder.addOrReplaceInterceptor("recorded", new Recorded()))
                    .build();
        }
    }

    /** Does everything once: runs of builds, one of which replaces another, history, logs, and a foreign Job. */
    private void work() {
        String name = "g" + UUID.randomUUID().toString().substring(0, 8);
        cluster.client()
                .resource(cluster.client()
                        .getKubernetesSerialization()
                        .unmarshal("""
                        apiVersion: assay.dev/v1alpha1
                        kind: TestPlan
                        metadata: {name: %s}
                        spec:
                          artefacts: {family: generic, names: [%s]}
                          onNewArtefact: true
                          concurrency: Replace
                          history: {succeeded: 0, failed: 0}
                          environments: [{name: lab, nodeSelector: {assay.dev/played: nowhere}}]
                          steps: [{name: unit, template: {spec: {containers: [{name: test, image: registry.example/tests:1}]}}}]
                        """.formatted(name, name), TestPlan.class))
                .create();
        cluster.await(
                "the plan's cursor",
                () -> Optional.ofNullable(cluster.client()
                                .resources(TestPlan.class)
                                .withName(name)
                                .get()
                                .getStatus())
                        .filter(status -> status.lastBuild() != null));
        var tester = server.as(Permission.CHANGE_TEST);
        StartBody.of("generic").with("name", name).with("version", "1").start(tester);
        kubelet.run(pod(run(name, "1")));
        StartBody.of("generic").with("name", name).with("version", "2").start(tester);
        kubelet.succeed(pod(run(name, "2")));
        cluster.await(
                "history to take the ended runs",
                () -> Optional.of(true)
                        .filter(yes -> cluster.client()
                                .resources(TestRun.class)
                                .withLabel(Group.PLAN, name)
                                .list()
                                .getItems()
                                .isEmpty()));
        hang(name + "-h");
        collect(name + "-f");
    }

    /** A test that takes too long, whose Pod is removed. */
    private void hang(String name) {
        cluster.client()
                .resource(cluster.client().getKubernetesSerialization().unmarshal("""
                        apiVersion: assay.dev/v1alpha1
                        kind: TestPlan
                        metadata: {name: %s}
                        spec:
                          environments: [{name: lab, nodeSelector: {assay.dev/played: nowhere}}]
                          steps: [{name: unit, timeout: 2s, template: {spec: {containers: [{name: test, image: registry.example/tests:1}]}}}]
                        """.formatted(name), TestPlan.class))
                .create();
        cluster.client()
                .resource(cluster.client()
                        .getKubernetesSerialization()
                        .unmarshal("""
                        apiVersion: assay.dev/v1alpha1
                        kind: TestRun
                        metadata: {name: %s}
                        spec: {planRef: {name: %s}, artefact: {family: generic, name: %s, version: "1"}}
                        """.formatted(name, name, name), TestRun.class))
                .create();
        cluster.await(
                "the test to be ended",
                () -> Optional.ofNullable(cluster.client()
                                .resources(TestRun.class)
                                .withName(name)
                                .get()
                                .getStatus())
                        .filter(status -> status.endTime() != null));
    }

    private TestRun run(String plan, String version) {
        return cluster.await(
                "the run of version " + version,
                () -> cluster.client().resources(TestRun.class).withLabel(Group.PLAN, plan).list().getItems().stream()
                        .filter(run -> version.equals(run.getSpec().artefact().version()))
                        .findFirst());
    }

    private io.fabric8.kubernetes.api.model.Pod pod(TestRun run) {
        return kubelet.pod(Map.of(Group.RUN, run.getMetadata().getName()));
    }

    private void collect(String name) {
        cluster.client()
                .resource(cluster.client()
                        .getKubernetesSerialization()
                        .unmarshal("""
                        apiVersion: assay.dev/v1alpha1
                        kind: ResultSource
                        metadata: {name: %s}
                        spec:
                          selector: {matchLabels: {app: %s}}
                          from: ExitCode
                          mapping:
                            family: generic
                            artefact: {name: {value: %s}, version: {value: "1"}}
                            environment: {value: lab}
                        """.formatted(name, name, name), ResultSource.class))
                .create();
        cluster.client()
                .resource(cluster.client()
                        .getKubernetesSerialization()
                        .unmarshal("""
                        apiVersion: batch/v1
                        kind: Job
                        metadata: {name: %s, labels: {app: %s}}
                        spec:
                          template:
                            metadata: {labels: {app: %s}}
                            spec:
                              restartPolicy: Never
                              nodeSelector: {assay.dev/played: nowhere}
                              containers: [{name: test, image: registry.example/tests:1}]
                        """.formatted(name, name, name), io.fabric8.kubernetes.api.model.batch.v1.Job.class))
                .create();
        kubelet.succeed(kubelet.pod(Map.of("app", name)));
        cluster.await(
                "it to be collected",
                () -> Optional.ofNullable(cluster.client()
                                .resources(ResultSource.class)
                                .withName(name)
                                .get()
                                .getStatus())
                        .filter(status -> status.collected() != null && status.collected() == 1));
    }

    /** Records every request as RBAC sees it, and those that were refused. */
    private final class Recorded implements Interceptor {
        @Override
        public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            URI uri = request.uri();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            calls.add(Grants.Call.of(request.method(), uri.getPath() + query));
        }

        @Override
        public void after(
                HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
            if (response.code() == HttpURLConnection.HTTP_FORBIDDEN) {
                refused.add(request.method() + " " + request.uri());
            }
        }
    }
}
