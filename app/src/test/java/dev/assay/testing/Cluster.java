package dev.assay.testing;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NamespaceCondition;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceRule;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A temporary namespace ({@code assay-test-…}) on the real cluster that {@code KUBECONFIG} names; it is deleted when closed. Test
 * classes get it by {@link OnCluster}.
 */
public final class Cluster implements AutoCloseable {
    static final String KUBECONFIG = "KUBECONFIG";

    /** The label of everything that tests leave outside of their namespace: {@code kubectl delete crd -l assay.dev/made-by=tests}. */
    static final String MADE_BY = "assay.dev/made-by";

    private static final String TESTS = "tests";
    private static final String FIELD_MANAGER = "assay-tests";
    private static final Path CRDS = Path.of("../chart/crds");
    private static final int SECONDS_TO_ANSWER = 5;
    private static final int SECONDS_TO_APPEAR = 30;
    private static final int SECONDS_TO_END = 120;
    private static final int POLL_MILLIS = 50;

    private final KubernetesClient client;
    private final String namespace;

    private Cluster(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /**
     * What is missing for a test on a cluster; empty if nothing is.
     *
     * @param kubeconfig the environment variable: a file, or several, of which the first that can be read counts
     */
    static Optional<String> missing(@Nullable String kubeconfig) {
        if (kubeconfig == null || kubeconfig.isBlank()) {
            return Optional.of(
                    "Needs a Kubernetes cluster: KUBECONFIG is not set; let it name the file of one for tests");
        }
        Optional<File> file = readable(kubeconfig);
        if (file.isEmpty()) {
            return Optional.of("Needs a Kubernetes cluster: KUBECONFIG names no file that can be read: " + kubeconfig);
        }
        Config config = config(file.get());
        config.setConnectionTimeout((int) TimeUnit.SECONDS.toMillis(SECONDS_TO_ANSWER));
        config.setRequestTimeout((int) TimeUnit.SECONDS.toMillis(SECONDS_TO_ANSWER));
        config.setRequestRetryBackoffLimit(0);
        try (KubernetesClient client = client(config)) {
            client.getKubernetesVersion();
            return Optional.empty();
        } catch (KubernetesClientException e) {
            return Optional.of("Needs a Kubernetes cluster: the one of " + file.get() + " does not answer at "
                    + config.getMasterUrl() + " (" + e.getMessage() + ")");
        }
    }

    /** Uses an existing namespace; the caller closes the client. */
    static Cluster of(KubernetesClient client, String namespace) {
        return new Cluster(client, namespace);
    }

    /** Creates a namespace in which pods can be created at once. */
    static Cluster open() {
        Config config = config(readable(System.getenv(KUBECONFIG)).orElseThrow());
        String namespace =
                "assay-test-" + UUID.randomUUID().toString().substring(0, 8).toLowerCase(Locale.ROOT);
        config.setNamespace(namespace);
        Cluster cluster = new Cluster(client(config), namespace);
        try {
            cluster.begin();
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    /** A client as the administrator that {@code KUBECONFIG} names; requests without a namespace go to {@link #namespace}. */
    public KubernetesClient client() {
        return client;
    }

    /** The name of the namespace. Names of cluster-wide objects that this test creates should end with it. */
    public String namespace() {
        return namespace;
    }

    /**
     * Ensures that the cluster has the custom resource definitions of {@code chart/crds}. A definition that is absent or was made
     * by tests is applied; one that others installed must be the same already. They stay, because other tests may use them by now.
     */
    public void installCrds() {
        installCrds(CRDS);
    }

    void installCrds(Path folder) {
        for (CustomResourceDefinition crd : crds(folder)) {
            String name = crd.getMetadata().getName();
            var known = client.apiextensions().v1().customResourceDefinitions().withName(name);
            CustomResourceDefinition found = known.get();
            if (found == null || TESTS.equals(label(found))) {
                client.resource(crd.edit()
                                .editMetadata()
                                .addToLabels(MADE_BY, TESTS)
                                .endMetadata()
                                .build())
                        .fieldManager(FIELD_MANAGER)
                        .forceConflicts()
                        .serverSideApply();
            } else if (changes(crd, found)) {
                throw new IllegalStateException(name + " was installed by somebody else and differs from " + folder
                        + ": update it there, or take another cluster");
            }
            known.waitUntilCondition(Cluster::established, SECONDS_TO_APPEAR, TimeUnit.SECONDS);
            await(name + " to be served", () -> served(crd));
        }
    }

    /** Creates a service account without rights. */
    public String serviceAccount(String name) {
        client.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .build())
                .create();
        return name;
    }

    /** A token of a service account of the namespace, good for an hour; for the API server itself without an audience. */
    public String token(String serviceAccount, String... audiences) {
        TokenRequest request = new TokenRequestBuilder()
                .withNewSpec()
                .withAudiences(audiences)
                .withExpirationSeconds(TimeUnit.HOURS.toSeconds(1))
                .endSpec()
                .build();
        return client.serviceAccounts()
                .inNamespace(namespace)
                .withName(serviceAccount)
                .tokenRequest(request)
                .getStatus()
                .getToken();
    }

    /** A client with the identity and rights of this service account; the caller closes it. */
    public KubernetesClient as(String serviceAccount) {
        Config ours = client.getConfiguration();
        return client(new ConfigBuilder(Config.empty())
                .withMasterUrl(ours.getMasterUrl())
                .withCaCertData(ours.getCaCertData())
                .withCaCertFile(ours.getCaCertFile())
                .withTrustCerts(ours.isTrustCerts())
                .withNamespace(namespace)
                .withOauthToken(token(serviceAccount))
                .build());
    }

    /**
     * The rights of a service account in the namespace in addition to those that every account has: the resources, with API group
     * and the names they are limited to, and the verbs. {@code {"batch/jobs": [create, delete], "configmaps[plan]": [get]}}
     */
    public SortedMap<String, SortedSet<String>> rights(String serviceAccount) {
        SortedMap<String, SortedSet<String>> rights = allRights(serviceAccount);
        String nobody = serviceAccount("nobody-" + UUID.randomUUID());
        allRights(nobody).forEach((what, verbs) -> {
            rights.getOrDefault(what, new TreeSet<>()).removeAll(verbs);
        });
        rights.values().removeIf(SortedSet::isEmpty);
        return rights;
    }

    /** Waits up to half a minute for something to appear; otherwise fails and says what it waited for. */
    public <T> T await(String what, Supplier<Optional<T>> look) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_APPEAR);
        while (true) {
            Optional<T> found = look.get();
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Waited " + SECONDS_TO_APPEAR + " s for " + what);
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** Deletes the namespace and everything in it; fails, and says what blocks it, if that takes more than two minutes. */
    @Override
    public void close() {
        try (client) {
            var ours = client.namespaces().withName(namespace);
            ours.delete();
            try {
                ours.waitUntilCondition(Objects::isNull, SECONDS_TO_END, TimeUnit.SECONDS);
            } catch (KubernetesClientTimeoutException e) {
                throw new IllegalStateException("Namespace " + namespace + " does not go: " + held(ours.get()), e);
            }
        }
    }

    private SortedMap<String, SortedSet<String>> allRights(String serviceAccount) {
        SelfSubjectRulesReview asked = new SelfSubjectRulesReviewBuilder()
                .withNewSpec()
                .withNamespace(namespace)
                .endSpec()
                .build();
        SortedMap<String, SortedSet<String>> rights = new TreeMap<>();
        try (KubernetesClient account = as(serviceAccount)) {
            for (ResourceRule rule : account.authorization()
                    .v1()
                    .selfSubjectRulesReview()
                    .create(asked)
                    .getStatus()
                    .getResourceRules()) {
                String names = rule.getResourceNames().isEmpty()
                        ? ""
                        : rule.getResourceNames().stream().sorted().toList().toString();
                for (String group : rule.getApiGroups()) {
                    for (String resource : rule.getResources()) {
                        String what = (group.isEmpty() ? "" : group + "/") + resource + names;
                        rights.computeIfAbsent(what, w -> new TreeSet<>()).addAll(rule.getVerbs());
                    }
                }
            }
        }
        return rights;
    }

    private void begin() {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .addToLabels(MADE_BY, TESTS)
                        .endMetadata()
                        .build())
                .create();
        // A pod is refused until its service account is there
        client.serviceAccounts()
                .inNamespace(namespace)
                .withName("default")
                .waitUntilCondition(Objects::nonNull, SECONDS_TO_APPEAR, TimeUnit.SECONDS);
    }

    /** Asks the server if it would change anything: its count of changes goes up if it would apply this. */
    private boolean changes(CustomResourceDefinition crd, CustomResourceDefinition found) {
        CustomResourceDefinition applied = client.resource(crd)
                .dryRun()
                .fieldManager(FIELD_MANAGER)
                .forceConflicts()
                .serverSideApply();
        return !Objects.equals(
                applied.getMetadata().getGeneration(), found.getMetadata().getGeneration());
    }

    private List<CustomResourceDefinition> crds(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<CustomResourceDefinition> crds = files.filter(
                            file -> file.toString().endsWith(".yml"))
                    .sorted()
                    .map(file -> read(file))
                    .toList();
            if (crds.isEmpty()) {
                throw new IllegalStateException(folder.toAbsolutePath() + " is empty: run scripts/crds");
            }
            return crds;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CustomResourceDefinition read(Path file) {
        try {
            return client.getKubernetesSerialization()
                    .unmarshal(Files.readString(file), CustomResourceDefinition.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable String label(CustomResourceDefinition crd) {
        Map<String, String> labels = crd.getMetadata().getLabels();
        return labels == null ? null : labels.get(MADE_BY);
    }

    private static boolean established(@Nullable CustomResourceDefinition crd) {
        return crd != null
                && crd.getStatus() != null
                && crd.getStatus().getConditions().stream()
                        .anyMatch(c -> "Established".equals(c.getType()) && "True".equals(c.getStatus()));
    }

    /** The definition, once the server serves its kind; the condition Established comes a moment earlier. */
    private Optional<CustomResourceDefinition> served(CustomResourceDefinition crd) {
        try {
            client.genericKubernetesResources(CustomResourceDefinitionContext.fromCrd(crd))
                    .inNamespace(namespace)
                    .list();
            return Optional.of(crd);
        } catch (KubernetesClientException e) {
            if (e.getCode() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static String held(@Nullable Namespace namespace) {
        return namespace == null
                ? "nothing any more"
                : namespace.getStatus().getConditions().stream()
                        .filter(c -> "True".equals(c.getStatus()))
                        .map(NamespaceCondition::getMessage)
                        .collect(Collectors.joining("; "));
    }

    private static Optional<File> readable(String kubeconfig) {
        return Arrays.stream(kubeconfig.split(File.pathSeparator))
                .map(File::new)
                .filter(file -> file.isFile() && file.canRead())
                .findFirst();
    }

    private static Config config(File kubeconfig) {
        return Config.fromKubeconfig(kubeconfig);
    }

    private static KubernetesClient client(Config config) {
        return new KubernetesClientBuilder().withConfig(config).build();
    }
}
