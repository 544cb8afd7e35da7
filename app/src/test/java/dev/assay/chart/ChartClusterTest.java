package dev.assay.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import dev.assay.chart.Grants.Call;
import dev.assay.testing.Cluster;
import dev.assay.testing.OnCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks with a real API server what the chart renders. */
@OnCluster
class ChartClusterTest {
    private static final Pattern YAML = Pattern.compile("(?s)```yaml\\n(apiVersion: assay\\.dev.*?)```");
    private static final Path KUBECONFIG = Path.of(String.valueOf(System.getenv("KUBECONFIG")));

    private final Cluster cluster;
    private final KubernetesClient client;

    ChartClusterTest(Cluster cluster) {
        this.cluster = cluster;
        this.client = cluster.client();
    }

    static List<String> cases() {
        return Cases.names();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theServerWouldTakeEverything(String name) {
        enforceRestrictedPods();
        for (HasMetadata object : rendered(Cases.values(name))) {
            pod(object).ifPresent(pod -> client.resource(pod).dryRun().create());
            if (!(object instanceof Pod)) {
                client.resource(object)
                        .dryRun()
                        .fieldManager("helm")
                        .forceConflicts()
                        .serverSideApply();
            }
        }
    }

    /** Proves that the test above would notice. */
    @Test
    void aPodThatIsNotRestrictedIsRefused() {
        enforceRestrictedPods();
        Pod pod = rendered(Cases.values("default")).stream()
                .flatMap(object -> pod(object).stream())
                .findFirst()
                .orElseThrow();
        pod.getSpec().getContainers().getFirst().getSecurityContext().setAllowPrivilegeEscalation(true);
        assertThatThrownBy(() -> client.resource(pod).dryRun().create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("violates PodSecurity \"restricted");
    }

    @Test
    void rightsAreWhatTheRulesWereReadAs() {
        List<HasMetadata> roles = rendered(Cases.values("default")).stream()
                .filter(object -> object.getApiVersion().startsWith("rbac."))
                .toList();
        roles.forEach(object -> client.resource(object).create());
        try {
            Grants operator = Grants.of(roles, cluster.namespace(), "assay-operator");
            Grants api = Grants.of(roles, cluster.namespace(), "assay-api");
            for (Call call : calls()) {
                assertThat(allowed("assay-operator", call))
                        .as("operator: " + call)
                        .isEqualTo(operator.allows(call));
                assertThat(allowed("assay-api", call)).as("api: " + call).isEqualTo(api.allows(call));
                assertThat(allowed("assay-worker", call)).as("worker: " + call).isFalse();
            }
        } finally {
            roles.forEach(object -> client.resource(object).delete());
        }
    }

    @Test
    void whatWasMadeUpIsKeptAndNothingHoldsUpAnUninstall() {
        Helm helm = new Helm(Chart.SOURCE);
        install(helm);
        Map<String, String> first = secrets();
        assertThat(first).containsOnlyKeys("SESSIONS_SECRET", "password");

        helm.upgrade()
                .withName(Chart.RELEASE)
                .withNamespace(cluster.namespace())
                .withKubeConfig(KUBECONFIG)
                .set("api.replicas", 3)
                .call();
        assertThat(secrets()).isEqualTo(first);
        assertThat(client.apps().deployments().withName("assay").get().getSpec().getReplicas())
                .isEqualTo(3);

        Helm.uninstall(Chart.RELEASE)
                .withNamespace(cluster.namespace())
                .withKubeConfig(KUBECONFIG)
                .call();
        assertThat(client.apps().deployments().list().getItems()).isEmpty();
        assertThat(client.rbac()
                        .clusterRoles()
                        .withLabel("app.kubernetes.io/instance", Chart.RELEASE)
                        .list()
                        .getItems())
                .noneMatch(role -> role.getMetadata().getName().startsWith(cluster.namespace()));

        install(helm);
        assertThat(secrets()).isEqualTo(first);
        Helm.uninstall(Chart.RELEASE)
                .withNamespace(cluster.namespace())
                .withKubeConfig(KUBECONFIG)
                .call();
    }

    @Test
    void theExamplesOfTheDocumentationAreTaken() throws IOException {
        cluster.installCrds();
        List<String> examples = YAML.matcher(Files.readString(Path.of("../docs/kubernetes.md")))
                .results()
                .map(found -> found.group(1))
                .toList();
        List<Map<String, Object>> objects = examples.stream()
                .flatMap(text -> KubernetesSchemas.documents(text).stream())
                .toList();
        assertThat(objects).hasSizeGreaterThanOrEqualTo(2);
        for (Map<String, Object> object : objects) {
            HasMetadata resource = Chart.object(object);
            resource.getMetadata().setNamespace(cluster.namespace());
            client.resource(resource).dryRun().create();
        }
    }

    /**
     * Applies as Helm 4 does: server-side, with its own field manager and without force. The API group is a temporary one, because
     * definitions belong to the whole cluster.
     */
    @Test
    void helmAgreesWithDefinitionsThatKubectlApplied() throws IOException {
        String group = cluster.namespace() + ".test";
        List<HasMetadata> definitions;
        try (Stream<Path> files = Files.list(Chart.SOURCE.resolve("crds"))) {
            definitions = files.sorted()
                    .flatMap(file -> KubernetesSchemas.documents(text(file).replace("assay.dev", group)).stream())
                    .map(Chart::object)
                    .toList();
        }
        try {
            for (HasMetadata definition : definitions) {
                client.resource(definition).fieldManager("kubectl").serverSideApply();
                client.resource(definition).fieldManager("helm").serverSideApply();
            }
        } finally {
            definitions.forEach(definition -> client.resource(definition).delete());
        }
        assertThat(definitions).hasSize(3);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void install(Helm helm) {
        helm.install()
                .withName(Chart.RELEASE)
                .withNamespace(cluster.namespace())
                .withKubeConfig(KUBECONFIG)
                .skipCrds()
                .call();
    }

    /** The random values, by key. */
    private Map<String, String> secrets() {
        Map<String, String> all = new TreeMap<>();
        for (String name : List.of("assay", "assay-postgresql")) {
            all.putAll(client.secrets().withName(name).get().getData());
        }
        return all;
    }

    /** The rendered objects, without kinds of other operators and objects in namespaces that do not exist. */
    private List<HasMetadata> rendered(List<Path> values) {
        return Chart.objects(Cases.Copy.CHART.render(values, cluster.namespace())).stream()
                .filter(object -> !RenderedTest.OF_OTHERS.contains(object.getKind()))
                .filter(object -> object.getMetadata().getNamespace() == null
                        || object.getMetadata().getNamespace().equals(cluster.namespace()))
                .toList();
    }

    /** The Pod that its workload would create, with a service account that exists. */
    private Optional<Pod> pod(HasMetadata object) {
        PodSpec spec = switch (object) {
            case Deployment deployment -> deployment.getSpec().getTemplate().getSpec();
            case StatefulSet set -> set.getSpec().getTemplate().getSpec();
            case Pod pod -> pod.getSpec();
            default -> null;
        };
        return Optional.ofNullable(spec)
                .map(made -> new PodBuilder()
                        .withNewMetadata()
                        .withName(object.getMetadata().getName())
                        .withNamespace(cluster.namespace())
                        .endMetadata()
                        .withSpec(made)
                        .editSpec()
                        .withServiceAccountName("default")
                        .withPriorityClassName(null)
                        .addAllToVolumes(claims(object))
                        .endSpec()
                        .build());
    }

    private static List<Volume> claims(HasMetadata object) {
        return object instanceof StatefulSet set
                ? set.getSpec().getVolumeClaimTemplates().stream()
                        .map(claim -> new VolumeBuilder()
                                .withName(claim.getMetadata().getName())
                                .withNewPersistentVolumeClaim(
                                        claim.getMetadata().getName(), false)
                                .build())
                        .toList()
                : List.of();
    }

    private void enforceRestrictedPods() {
        client.namespaces()
                .withName(cluster.namespace())
                .edit(namespace -> namespace
                        .edit()
                        .editMetadata()
                        .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                        .endMetadata()
                        .build());
    }

    private boolean allowed(String account, Call call) {
        return client.authorization()
                .v1()
                .subjectAccessReview()
                .create(new SubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withUser("system:serviceaccount:" + cluster.namespace() + ":" + account)
                        .withNewResourceAttributes()
                        .withVerb(call.verb())
                        .withGroup(call.apiGroup())
                        .withResource(call.resource())
                        .withSubresource(call.subresource())
                        .withNamespace(call.namespace())
                        .withName(call.name())
                        .endResourceAttributes()
                        .endSpec()
                        .build())
                .getStatus()
                .getAllowed();
    }

    private List<Call> calls() {
        List<Call> calls = new ArrayList<>();
        String own = cluster.namespace();
        for (String path : List.of(
                "/apis/assay.dev/v1alpha1/namespaces/tests/testplans/web",
                "/apis/assay.dev/v1alpha1/namespaces/tests/testruns/web",
                "/apis/assay.dev/v1alpha1/namespaces/tests/testruns/web/status",
                "/apis/assay.dev/v1alpha1/testruns",
                "/apis/batch/v1/namespaces/tests/jobs",
                "/apis/batch/v1/namespaces/tests/jobs/web",
                "/api/v1/namespaces/tests/pods/web",
                "/api/v1/namespaces/tests/pods/web/log",
                "/api/v1/namespaces/tests/secrets/web",
                "/api/v1/namespaces/tests/events",
                "/apis/events.k8s.io/v1/namespaces/tests/events/web",
                "/apis/apps/v1/namespaces/tests/controllerrevisions/web",
                "/apis/coordination.k8s.io/v1/namespaces/" + own + "/leases/assay-operator",
                "/apis/coordination.k8s.io/v1/namespaces/" + own + "/leases/another",
                "/apis/coordination.k8s.io/v1/namespaces/tests/leases/assay-operator",
                "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/testruns.assay.dev",
                "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/of.others.example",
                "/apis/authentication.k8s.io/v1/tokenreviews",
                "/api/v1/namespaces/kube-system",
                "/api/v1/namespaces/tests")) {
            Stream.of("GET", "POST", "PUT", "PATCH", "DELETE").forEach(method -> calls.add(Call.of(method, path)));
        }
        return calls;
    }
}
