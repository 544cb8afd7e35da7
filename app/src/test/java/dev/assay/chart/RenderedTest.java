package dev.assay.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules for everything that the chart renders, whatever the values. */
class RenderedTest {
    /** Created by the person who installs, as the values of the cases say, or by CloudNativePG. */
    private static final Set<String> FROM_ELSEWHERE = Set.of(
            "Secret/assay-secrets",
            "Secret/assay-database",
            "Secret/results-database",
            "Secret/made-elsewhere",
            "Secret/assay-store-postgresql-app",
            "ConfigMap/database-ca",
            "ServiceAccount/given",
            "ServiceAccount/default");

    /** Kinds of other operators. */
    static final Set<String> OF_OTHERS = Set.of("Cluster", "HTTPRoute", "PrometheusRule", "ServiceMonitor");

    /** The Pods of a workload. @param labels the labels of the Pods @param kept the names of the workload's volume claims */
    private record Pods(String of, Map<String, String> labels, PodSpec spec, List<String> kept) {
        List<Container> containers() {
            return Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream())
                    .toList();
        }

        boolean match(Map<String, String> selector) {
            return labels.entrySet().containsAll(selector.entrySet());
        }
    }

    static List<String> cases() {
        return Cases.names();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyObjectMeetsTheSchemaOfKubernetes(String name) {
        List<String> problems = KubernetesSchemas.documents(Cases.rendered(name)).stream()
                // No library publishes the fields of CloudNativePG; the golden file has them
                .filter(object -> !"postgresql.cnpg.io/v1".equals(object.get("apiVersion")))
                .flatMap(object -> KubernetesSchemas.problems(object).stream())
                .toList();
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyObjectHasANameOfItsOwnAndTheUsualLabels(String name) {
        List<HasMetadata> objects = objects(name);
        assertThat(objects.stream().map(RenderedTest::id)).doesNotHaveDuplicates();
        assertThat(objects).allSatisfy(object -> {
            assertThat(object.getMetadata().getLabels())
                    .as(id(object))
                    .containsEntry("app.kubernetes.io/instance", Chart.RELEASE)
                    .containsEntry("app.kubernetes.io/part-of", "assay")
                    .containsEntry("app.kubernetes.io/managed-by", "Helm")
                    .containsKeys(
                            "app.kubernetes.io/name",
                            "app.kubernetes.io/component",
                            "app.kubernetes.io/version",
                            "helm.sh/chart");
            boolean ofTheCluster =
                    object.getKind().startsWith("Cluster") && !object.getKind().equals("Cluster");
            assertThat(object.getMetadata().getNamespace() == null)
                    .as(id(object))
                    .isEqualTo(ofTheCluster);
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyPodMeetsTheRestrictedStandard(String name) {
        for (Pods pods : pods(name)) {
            PodSpec spec = pods.spec();
            assertThat(Stream.of(spec.getHostNetwork(), spec.getHostPID(), spec.getHostIPC()))
                    .as(pods.of())
                    .allMatch(value -> !Boolean.TRUE.equals(value));
            assertThat(spec.getSecurityContext().getRunAsNonRoot())
                    .as(pods.of())
                    .isTrue();
            assertThat(spec.getSecurityContext().getRunAsUser()).as(pods.of()).isPositive();
            assertThat(spec.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(spec.getVolumes())
                    .as(pods.of())
                    .allMatch(volume -> volume.getEmptyDir() != null
                            || volume.getProjected() != null
                            || volume.getConfigMap() != null);
            for (Container container : pods.containers()) {
                String of = pods.of() + " " + container.getName();
                var context = container.getSecurityContext();
                assertThat(context.getAllowPrivilegeEscalation()).as(of).isFalse();
                assertThat(context.getPrivileged()).as(of).isNotEqualTo(true);
                assertThat(context.getRunAsUser()).as(of).isNull();
                assertThat(context.getCapabilities().getDrop()).as(of).containsExactly("ALL");
                assertThat(context.getCapabilities().getAdd()).as(of).isEmpty();
                assertThat(container.getPorts()).as(of).allMatch(port -> port.getHostPort() == null);
                assertThat(context.getReadOnlyRootFilesystem()).as(of).isEqualTo(!buildsItself(name, container));
                assertThat(container.getResources().getRequests()).as(of).containsKeys("cpu", "memory");
                assertThat(container.getResources().getLimits()).as(of).containsKey("memory");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void onlyPodsThatNeedATokenHaveOne(String name) {
        for (Pods pods : pods(name)) {
            boolean needs =
                    pods.of().endsWith("-operator") || (pods.labels().containsValue("api") && !name.equals("minimal"));
            assertThat(pods.spec().getAutomountServiceAccountToken())
                    .as(pods.of())
                    .isEqualTo(needs);
            assertThat(pods.spec().getEnableServiceLinks()).as(pods.of()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyReferenceHasItsObject(String name) {
        Set<String> there = new TreeSet<>(FROM_ELSEWHERE);
        objects(name)
                .forEach(object ->
                        there.add(object.getKind() + "/" + object.getMetadata().getName()));
        for (Pods pods : pods(name)) {
            assertThat(references(pods)).as(pods.of()).isSubsetOf(there);
            Set<String> volumes = new TreeSet<>(pods.kept());
            pods.spec().getVolumes().forEach(volume -> volumes.add(volume.getName()));
            assertThat(pods.containers().stream()
                            .flatMap(container -> container.getVolumeMounts().stream())
                            .map(VolumeMount::getName))
                    .as(pods.of())
                    .isSubsetOf(volumes);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyKeyOfASecretOfOursIsThere(String name) {
        List<HasMetadata> objects = objects(name);
        for (Pods pods : pods(name)) {
            for (EnvVar variable : variables(pods)) {
                if (variable.getValueFrom() != null && variable.getValueFrom().getSecretKeyRef() != null) {
                    var reference = variable.getValueFrom().getSecretKeyRef();
                    assertThat(objects)
                            .as(pods.of() + " " + variable.getName())
                            .filteredOn(object -> object instanceof Secret
                                    && object.getMetadata().getName().equals(reference.getName()))
                            .allSatisfy(secret ->
                                    assertThat(((Secret) secret).getData()).containsKey(reference.getKey()));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everySelectorFindsPods(String name) {
        List<Pods> pods = pods(name);
        for (HasMetadata object : objects(name)) {
            Map<String, String> selector = switch (object) {
                case Service service -> service.getSpec().getSelector();
                case PodDisruptionBudget budget ->
                    budget.getSpec().getSelector().getMatchLabels();
                case NetworkPolicy policy -> policy.getSpec().getPodSelector().getMatchLabels();
                case Deployment deployment -> deployment.getSpec().getSelector().getMatchLabels();
                case StatefulSet set -> set.getSpec().getSelector().getMatchLabels();
                default -> Map.of();
            };
            if (!selector.isEmpty()) {
                List<Pods> found =
                        pods.stream().filter(one -> one.match(selector)).toList();
                assertThat(found).as(id(object)).isNotEmpty();
                if (object instanceof Service service) {
                    assertThat(found).allSatisfy(one -> assertPorts(service, one));
                }
                if (!selector.containsKey("assay.dev/metrics")) {
                    assertThat(found).as(id(object)).hasSize(1);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyProbeAsksAPortThatIsThere(String name) {
        for (Pods pods : pods(name)) {
            for (Container container : pods.spec().getContainers()) {
                List<Probe> probes = Stream.of(
                                container.getStartupProbe(),
                                container.getLivenessProbe(),
                                container.getReadinessProbe())
                        .filter(Objects::nonNull)
                        .toList();
                int expected = pods.of().startsWith("Pod/") ? 0 : buildsItself(name, container) ? 1 : 3;
                assertThat(probes).as(pods.of()).hasSize(expected);
                for (Probe probe : probes) {
                    if (probe.getHttpGet() != null) {
                        assertThat(probe.getHttpGet().getPath()).startsWith("/health/");
                        assertThat(port(container, probe.getHttpGet().getPort()))
                                .isEqualTo(9090);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void thereIsTimeToDrain(String name) {
        for (Pods pods : pods(name)) {
            for (Container container : pods.spec().getContainers()) {
                if (container.getLifecycle() != null) {
                    assertThat(container.getLifecycle().getPreStop().getSleep().getSeconds() + 30)
                            .isLessThanOrEqualTo(pods.spec().getTerminationGracePeriodSeconds());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void noSecretIsToBeReadWhereSettingsAre(String name) {
        Set<String> secrets = new TreeSet<>();
        objects(name).stream()
                .filter(Secret.class::isInstance)
                .map(secret -> ((Secret) secret).getData())
                .forEach(data -> data.values()
                        .forEach(value -> secrets.add(new String(
                                java.util.Base64.getDecoder().decode(value),
                                java.nio.charset.StandardCharsets.UTF_8))));
        List<String> readable = new ArrayList<>();
        objects(name).forEach(object -> {
            if (object instanceof ConfigMap map && map.getData() != null) {
                readable.addAll(map.getData().values());
                assertThat(map.getData().keySet())
                        .noneMatch(key -> key.matches(".*(SECRET|PASSWORD|TOKEN|SMTP_URL).*"));
            }
        });
        pods(name).forEach(pods -> {
            pods.containers().forEach(container -> readable.addAll(container.getArgs()));
            variables(pods).forEach(variable -> {
                if (variable.getValue() != null) {
                    readable.add(variable.getValue());
                    assertThat(variable.getName()).doesNotMatch(".*(SECRET|PASSWORD).*");
                }
            });
        });
        assertThat(secrets).allSatisfy(secret -> assertThat(readable).noneMatch(text -> text.contains(secret)));
        assertThat(readable).noneMatch(text -> text.matches("postgresql://[^@]*:[^@]*@.*"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatScalesIsNotToldHowManyThereAre(String name) {
        List<HasMetadata> objects = objects(name);
        Set<String> scaled = new TreeSet<>();
        objects.forEach(object -> {
            if (object instanceof HorizontalPodAutoscaler scaler) {
                scaled.add(scaler.getSpec().getScaleTargetRef().getName());
            }
        });
        objects.forEach(object -> {
            if (object instanceof Deployment deployment) {
                assertThat(deployment.getSpec().getReplicas() == null)
                        .isEqualTo(scaled.contains(deployment.getMetadata().getName()));
            }
        });
    }

    /** With policies on, every Pod has one, and the database accepts connections only from our Pods. */
    @ParameterizedTest
    @MethodSource("cases")
    void policiesCoverEveryPod(String name) {
        List<NetworkPolicy> policies = objects(name).stream()
                .filter(NetworkPolicy.class::isInstance)
                .map(NetworkPolicy.class::cast)
                .toList();
        if (name.equals("minimal") || name.equals("development")) {
            assertThat(policies).isEmpty();
            return;
        }
        for (Pods pods : pods(name)) {
            List<NetworkPolicy> of = policies.stream()
                    .filter(policy ->
                            pods.match(policy.getSpec().getPodSelector().getMatchLabels()))
                    .toList();
            if (pods.of().startsWith("Pod/")) {
                assertThat(of).as(pods.of()).isEmpty();
                continue;
            }
            assertThat(of).as(pods.of()).hasSize(1);
            assertThat(of.getFirst().getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
            if (pods.of().startsWith("StatefulSet/")) {
                assertThat(of.getFirst().getSpec().getEgress()).isEmpty();
                assertThat(of.getFirst().getSpec().getIngress())
                        .singleElement()
                        .satisfies(rule -> assertThat(rule.getFrom())
                                .singleElement()
                                .extracting(NetworkPolicyPeer::getPodSelector)
                                .isNotNull());
            }
        }
    }

    /** Edits in a container are not lost with it, and a debugger may stop it for as long as it likes. */
    @Test
    void inDevelopmentNothingRestartsAContainerAndItsSourcesOutliveIt() {
        for (String of : List.of("Deployment/team/assay", "Deployment/team/assay-operator")) {
            PodSpec spec = pods("development", of);
            Container assay = container(spec.getContainers(), "assay");
            assertThat(assay.getLivenessProbe()).as(of).isNull();
            assertThat(assay.getStartupProbe()).as(of).isNull();
            assertThat(assay.getReadinessProbe()).as(of).isNotNull();

            Volume sources = spec.getVolumes().stream()
                    .filter(volume -> volume.getName().equals("sources"))
                    .findFirst()
                    .orElseThrow();
            assertThat(sources.getEmptyDir()).as("lives as long as its Pod").isNotNull();
            assertThat(spec.getInitContainers().stream().map(Container::getName))
                    .containsExactly("sources", "migrate");
            assertThat(mounted(assay)).as(of).containsEntry("sources", "/app");
            assertThat(mounted(container(spec.getInitContainers(), "migrate"))).containsEntry("sources", "/app");
            assertThat(mounted(container(spec.getInitContainers(), "sources")))
                    .containsOnly(Map.entry("sources", "/sources"));
        }
        assertThat(pods("default", "Deployment/team/assay").getVolumes())
                .extracting(Volume::getName)
                .containsExactly("tmp");
    }

    /** Runs the command of the init container on folders of this machine; the second time it finds them filled. */
    @Test
    void sourcesAreFilledInOnce(@TempDir Path folder) throws Exception {
        Container fill = container(pods("development", "Deployment/team/assay").getInitContainers(), "sources");
        Path image = Files.createDirectories(folder.resolve("app/src"));
        Path volume = Files.createDirectory(folder.resolve("sources"));
        Files.writeString(image.resolve("A.java"), "of the image");
        Files.writeString(folder.resolve("app/.hidden"), "");
        FileTime saved = FileTime.from(Instant.parse("2026-02-03T04:05:06Z"));
        Files.setLastModifiedTime(image.resolve("A.java"), saved);

        run(fill, folder);
        assertThat(volume.resolve("src/A.java")).hasContent("of the image");
        assertThat(Files.getLastModifiedTime(volume.resolve("src/A.java")))
                .as("nothing is compiled again for it")
                .isEqualTo(saved);
        assertThat(volume.resolve(".hidden")).exists();

        Files.writeString(volume.resolve("src/A.java"), "edited");
        run(fill, folder);
        assertThat(volume.resolve("src/A.java")).hasContent("edited");
    }

    @Test
    void debuggersHavePortsOfTheirOwn(@TempDir Path folder) throws IOException {
        List<Path> values = new ArrayList<>(Cases.values("development"));
        values.add(Files.writeString(
                folder.resolve("debug.yaml"), "{development: {debug: true}, worker: {enabled: true}}"));
        Map<String, String> ports = new TreeMap<>();
        for (HasMetadata object : Chart.objects(Cases.Copy.CHART.render(values))) {
            if (object instanceof Deployment deployment) {
                PodSpec spec = deployment.getSpec().getTemplate().getSpec();
                container(spec.getContainers(), "assay").getEnv().stream()
                        .filter(variable -> variable.getName().equals("DEBUG_PORT"))
                        .forEach(variable -> ports.put(deployment.getMetadata().getName(), variable.getValue()));
                assertThat(spec.getInitContainers())
                        .flatExtracting(Container::getEnv)
                        .extracting(EnvVar::getName)
                        .doesNotContain("DEBUG_PORT");
            }
        }
        assertThat(ports).isEqualTo(Map.of("assay", "5005", "assay-operator", "5006", "assay-worker", "5007"));
        assertThat(Cases.rendered("development")).doesNotContain("DEBUG_PORT");
    }

    /** A breakpoint may outlast a lease. In development the one operator leads without a lease, so two must never run at once. */
    @Test
    void inDevelopmentTheOperatorNeedsNoLease() {
        Deployment operator = (Deployment) objects("development").stream()
                .filter(object -> id(object).equals("Deployment/team/assay-operator"))
                .findFirst()
                .orElseThrow();
        assertThat(operator.getSpec().getStrategy().getType()).isEqualTo("Recreate");
        assertThat(operator.getSpec().getReplicas()).isEqualTo(1);
        assertThat(container(operator.getSpec().getTemplate().getSpec().getContainers(), "assay")
                        .getEnv())
                .anySatisfy(variable -> {
                    assertThat(variable.getName()).isEqualTo("LEADER_ELECTION");
                    assertThat(variable.getValue()).isEqualTo("false");
                });
    }

    /** Objects that helm uninstall does not know and therefore leaves behind. */
    @Test
    void theTestThatPassedLeavesNothing() throws IOException {
        List<String> hooks = List.of(Files.readString(Chart.SOURCE.resolve("templates/tests/smoke.yaml"))
                .split("\n---\n"));
        assertThat(hooks)
                .hasSize(2)
                .allSatisfy(hook -> assertThat(hook)
                        .contains(
                                "helm.sh/hook: test\n",
                                "helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded\n"));
    }

    private static PodSpec pods(String name, String of) {
        return pods(name).stream()
                .filter(pods -> pods.of().equals(of))
                .findFirst()
                .orElseThrow()
                .spec();
    }

    private static Container container(List<Container> containers, String name) {
        return containers.stream()
                .filter(container -> container.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The mount paths, by the name of the volume. */
    private static Map<String, String> mounted(Container container) {
        Map<String, String> mounted = new TreeMap<>();
        container.getVolumeMounts().forEach(mount -> mounted.put(mount.getName(), mount.getMountPath()));
        return mounted;
    }

    /** Runs the container's command with the root of its file system moved to this folder. */
    private static void run(Container container, Path root) throws Exception {
        List<String> command = Stream.concat(container.getCommand().stream(), container.getArgs().stream())
                .map(word -> word.replace(" /app ", " " + root + "/app ").replace("/sources", root + "/sources"))
                .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    /** True for the development image, which writes where its sources are. */
    private static boolean buildsItself(String name, Container container) {
        return name.equals("development") && container.getImage().contains("assay");
    }

    private static List<HasMetadata> objects(String name) {
        return Chart.objects(Cases.rendered(name));
    }

    private static List<Pods> pods(String name) {
        List<Pods> all = new ArrayList<>();
        for (HasMetadata object : objects(name)) {
            switch (object) {
                case Deployment deployment -> {
                    var template = deployment.getSpec().getTemplate();
                    all.add(new Pods(id(object), template.getMetadata().getLabels(), template.getSpec(), List.of()));
                }
                case StatefulSet set -> {
                    var template = set.getSpec().getTemplate();
                    List<String> kept = set.getSpec().getVolumeClaimTemplates().stream()
                            .map(claim -> claim.getMetadata().getName())
                            .toList();
                    all.add(new Pods(id(object), template.getMetadata().getLabels(), template.getSpec(), kept));
                }
                case Pod pod -> all.add(new Pods(id(object), pod.getMetadata().getLabels(), pod.getSpec(), List.of()));
                default -> {}
            }
        }
        assertThat(all).isNotEmpty();
        return all;
    }

    private static Set<String> references(Pods pods) {
        Set<String> names = new TreeSet<>();
        names.add("ServiceAccount/" + pods.spec().getServiceAccountName());
        pods.spec().getVolumes().forEach(volume -> {
            if (volume.getConfigMap() != null) {
                names.add("ConfigMap/" + volume.getConfigMap().getName());
            }
        });
        for (Container container : pods.containers()) {
            container
                    .getEnvFrom()
                    .forEach(from -> names.add(
                            from.getSecretRef() == null
                                    ? "ConfigMap/" + from.getConfigMapRef().getName()
                                    : "Secret/" + from.getSecretRef().getName()));
        }
        for (EnvVar variable : variables(pods)) {
            if (variable.getValueFrom() != null && variable.getValueFrom().getSecretKeyRef() != null) {
                names.add("Secret/" + variable.getValueFrom().getSecretKeyRef().getName());
            }
        }
        return names;
    }

    private static List<EnvVar> variables(Pods pods) {
        return pods.containers().stream()
                .flatMap(container -> container.getEnv().stream())
                .toList();
    }

    private static void assertPorts(Service service, Pods pods) {
        for (ServicePort port : service.getSpec().getPorts()) {
            assertThat(pods.spec().getContainers().stream().map(container -> port(container, port.getTargetPort())))
                    .as(id(service))
                    .anyMatch(number -> number > 0);
        }
    }

    /** The number of a port by name or number; 0 if the container does not have it. */
    private static int port(Container container, IntOrString port) {
        return container.getPorts().stream()
                .filter(one -> one.getName().equals(port.getStrVal())
                        || one.getContainerPort().equals(port.getIntVal()))
                .map(ContainerPort::getContainerPort)
                .findFirst()
                .orElse(0);
    }

    private static String id(HasMetadata object) {
        return object.getKind() + "/"
                + (object.getMetadata().getNamespace() == null
                        ? ""
                        : object.getMetadata().getNamespace() + "/")
                + object.getMetadata().getName();
    }
}
