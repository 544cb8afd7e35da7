package dev.assay.testing;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * fabric8's mock of an API server, for use without a real one: it stores, lists and watches. The controllers of Jobs are simulated:
 * a Job gets a Pod, ends with it, loses it when it is suspended, and is deleted with its owner. It does not validate, sets no
 * defaults and has no RBAC; tests on a real server ({@link OnCluster}) cover these.
 */
public final class MockCluster implements AutoCloseable {
    private static final Path CRDS = Path.of("../chart/crds");
    private static final Pattern CONTAINER = Pattern.compile("container=([^&]*)");
    /** Turned off, because it would log a line for each request. */
    private static final Logger LOG = Logger.getLogger(MockWebServer.class.getName());

    private final KubernetesMockServer server;
    private final KubernetesClient client;
    private final List<Watch> watches = new ArrayList<>();
    private final Trying answers;
    /** Runs one change at a time, as one controller would. */
    private final ExecutorService controllers = Executors.newSingleThreadExecutor();

    private MockCluster(KubernetesMockServer server, KubernetesClient client, Trying answers) {
        this.answers = answers;
        this.server = server;
        this.client = client;
    }

    /** Starts it with the definitions of {@code chart/crds}. */
    public static MockCluster start(String namespace) {
        LOG.setLevel(Level.WARNING);
        List<CustomResourceDefinition> crds = crds();
        Trying answers = new Trying(
                crds.stream().map(CustomResourceDefinitionContext::fromCrd).toList());
        KubernetesMockServer server =
                new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), answers, false);
        server.init();
        MockCluster mock = new MockCluster(server, server.createClient(), answers);
        mock.client.getConfiguration().setNamespace(namespace);
        crds.forEach(crd -> mock.client.resource(crd).create());
        for (String name : List.of("kube-system", namespace)) {
            mock.client
                    .resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .endMetadata()
                            .build())
                    .create();
        }
        mock.control(namespace);
        return mock;
    }

    /** The mock in the form of a real cluster. */
    public Cluster cluster() {
        return Cluster.of(client, client.getConfiguration().getNamespace());
    }

    /** Handles dry runs, which the mock itself would store. */
    private static final class Trying extends KubernetesCrudDispatcher {
        /** What containers have printed, by their names. */
        private final Map<String, String> logs = new ConcurrentHashMap<>();
        /** Errors instead of what is created, by a part of its path. */
        private final Map<String, Status> refusals = new ConcurrentHashMap<>();

        Trying(List<CustomResourceDefinitionContext> kinds) {
            super(kinds);
        }

        /** The mock supports field selectors for few kinds; for events it returns all. */
        @Override
        public MockResponse handleGet(String path) {
            if (path.contains("/log?")) {
                return new MockResponse()
                        .setResponseCode(HttpURLConnection.HTTP_OK)
                        .setBody(log(path));
            }
            return super.handleGet(path.contains("/events") ? path.replaceAll("[?]fieldSelector=[^&]*$", "") : path);
        }

        private String log(String path) {
            Matcher container = CONTAINER.matcher(path);
            return container.find() ? logs.getOrDefault(container.group(1), "") : "";
        }

        @Override
        public MockResponse handleCreate(RecordedRequest request) {
            for (Map.Entry<String, Status> refusal : refusals.entrySet()) {
                if (request.getPath().contains(refusal.getKey())) {
                    return new MockResponse()
                            .setResponseCode(refusal.getValue().getCode())
                            .setHeader("Content-Type", "application/json")
                            .setBody(Serialization.asJson(refusal.getValue()));
                }
            }
            return request.getPath().contains("dryRun=All")
                    ? new MockResponse()
                            .setResponseCode(HttpURLConnection.HTTP_CREATED)
                            .setHeader("Content-Type", "application/json")
                            .setBody(request.getUtf8Body())
                    : super.handleCreate(request);
        }
    }

    /** Refuses to create anything whose path has this part, until {@link #allow}. */
    public void refuse(String part, int code, String message) {
        answers.refusals.put(
                part,
                new StatusBuilder()
                        .withCode(code)
                        .withStatus("Failure")
                        .withMessage(message)
                        .build());
    }

    public void allow(String part) {
        answers.refusals.remove(part);
    }

    /** Sets what all containers of that name have printed. */
    public void log(String container, String text) {
        answers.logs.put(container, text);
    }

    private static List<CustomResourceDefinition> crds() {
        try (Stream<Path> files = Files.list(CRDS);
                KubernetesClient reader = new io.fabric8.kubernetes.client.KubernetesClientBuilder().build()) {
            List<CustomResourceDefinition> crds = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                crds.add(reader.getKubernetesSerialization()
                        .unmarshal(Files.readString(file), CustomResourceDefinition.class));
            }
            return crds;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void control(String namespace) {
        watches.add(client.batch().v1().jobs().inNamespace(namespace).watch(watcher(this::job)));
        watches.add(client.pods().inNamespace(namespace).watch(watcher(this::pod)));
        watches.add(client.resources(dev.assay.operator.resource.TestRun.class)
                .inNamespace(namespace)
                .watch(watcher((action, run) -> collect(action, run, namespace))));
    }

    private <T> Watcher<T> watcher(BiConsumer<Watcher.Action, T> then) {
        return new Watcher<>() {
            @Override
            public void eventReceived(Action action, T resource) {
                controllers.execute(() -> then.accept(action, resource));
            }

            @Override
            public void onClose(WatcherException cause) {
                throw new IllegalStateException(cause);
            }
        };
    }

    private void job(Watcher.Action action, Job job) {
        String name = job.getMetadata().getName();
        if (action == Watcher.Action.ADDED
                && isMissing(serviceAccount(job), job.getMetadata().getNamespace())) {
            client.resource(noPod(job, 1)).create();
            client.resource(noPod(job, 2)).create();
        } else if (action == Watcher.Action.ADDED) {
            client.resource(pod(job)).create();
        } else if (action == Watcher.Action.DELETED
                || Boolean.TRUE.equals(job.getSpec().getSuspend())) {
            client.pods().withLabel("job-name", name).delete();
        }
    }

    private static @Nullable String serviceAccount(Job job) {
        return job.getSpec().getTemplate().getSpec().getServiceAccountName();
    }

    private boolean isMissing(@Nullable String account, String namespace) {
        return account != null
                && client.serviceAccounts()
                                .inNamespace(namespace)
                                .withName(account)
                                .get()
                        == null;
    }

    /** The event of the Job controller when the API server refuses the Pod. */
    private static Event noPod(Job job, int attempt) {
        String name = job.getMetadata().getName();
        String namespace = job.getMetadata().getNamespace();
        String account = serviceAccount(job);
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name + ".failed-create-" + attempt)
                .endMetadata()
                .withNewInvolvedObject()
                .withKind("Job")
                .withName(name)
                .withUid(job.getMetadata().getUid())
                .endInvolvedObject()
                .withReason("FailedCreate")
                .withType("Warning")
                .withLastTimestamp("2026-11-30T12:00:0" + attempt + "Z")
                .withMessage(
                        "Error creating: pods \"%s-abcd%d\" is forbidden: error looking up service account %s/%s: serviceaccount \"%s\" not found"
                                .formatted(name, attempt, namespace, account, account))
                .build();
    }

    private static Pod pod(Job job) {
        return new PodBuilder()
                .withMetadata(job.getSpec().getTemplate().getMetadata())
                .editMetadata()
                .withName(job.getMetadata().getName() + "-abcde")
                .withNamespace(job.getMetadata().getNamespace())
                .addToLabels("job-name", job.getMetadata().getName())
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion("batch/v1")
                        .withKind("Job")
                        .withName(job.getMetadata().getName())
                        .withUid(job.getMetadata().getUid())
                        .withController(true)
                        .build())
                .endMetadata()
                .withSpec(job.getSpec().getTemplate().getSpec())
                .withNewStatus()
                .withPhase("Pending")
                .endStatus()
                .build();
    }

    private void pod(Watcher.Action action, Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        String job = pod.getMetadata().getLabels().get("job-name");
        if (action == Watcher.Action.MODIFIED && ("Succeeded".equals(phase) || "Failed".equals(phase))) {
            end(job, phase.equals("Succeeded"));
        } else if (action == Watcher.Action.DELETED) {
            Job now = client.batch().v1().jobs().withName(job).get();
            if (now != null
                    && !Boolean.TRUE.equals(now.getSpec().getSuspend())
                    && (now.getStatus() == null
                            || now.getStatus().getConditions().isEmpty())) {
                end(job, false);
            }
        }
    }

    private void end(String job, boolean well) {
        try {
            client.batch()
                    .v1()
                    .jobs()
                    .withName(job)
                    .editStatus(now -> now.edit()
                            .withStatus(new JobStatusBuilder()
                                    .withConditions(new JobConditionBuilder()
                                            .withType(well ? "Complete" : "Failed")
                                            .withStatus("True")
                                            .withReason(well ? "CompletionsReached" : "BackoffLimitExceeded")
                                            .build())
                                    .build())
                            .build());
        } catch (KubernetesClientException e) {
            if (e.getCode() != 404) {
                throw e;
            }
        }
    }

    /** Deletes what a run owned when the run is deleted. */
    private void collect(Watcher.Action action, HasMetadata run, String namespace) {
        if (action == Watcher.Action.DELETED) {
            client.batch().v1().jobs().inNamespace(namespace).list().getItems().stream()
                    .filter(job -> isOwned(job, run))
                    .forEach(job -> client.resource(job).delete());
            client.apps().controllerRevisions().inNamespace(namespace).list().getItems().stream()
                    .filter((ControllerRevision revision) -> isOwned(revision, run))
                    .forEach(revision -> client.resource(revision).delete());
        }
    }

    private static boolean isOwned(HasMetadata resource, HasMetadata owner) {
        return resource.getMetadata().getOwnerReferences().stream()
                .anyMatch(reference ->
                        reference.getUid().equals(owner.getMetadata().getUid()));
    }

    @Override
    public void close() {
        watches.forEach(Watch::close);
        controllers.shutdownNow();
        client.close();
        server.destroy();
    }
}
