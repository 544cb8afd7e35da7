package dev.assay.operator.source;

import dev.assay.operator.resource.Condition;
import dev.assay.operator.resource.ResultSource;
import dev.assay.operator.resource.SourceStatus;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A mock API server with our kinds and with logs of Pods, which a cluster without nodes does not have. */
record LoggedCluster(KubernetesMockServer server, KubernetesClient client, String namespace) {
    private static final int SECONDS_TO_APPEAR = 20;
    private static final int POLL_MILLIS = 20;

    static LoggedCluster of(KubernetesMockServer server, KubernetesClient client, String namespace) {
        LoggedCluster cluster = new LoggedCluster(server, client, namespace);
        cluster.begin();
        return cluster;
    }

    private void begin() {
        for (String kind : List.of("testplans", "testruns", "resultsources")) {
            try {
                client.resource(client.getKubernetesSerialization()
                                .unmarshal(
                                        Files.readString(Path.of("../chart/crds/" + kind + ".assay.dev-v1.yml")),
                                        CustomResourceDefinition.class))
                        .create();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        for (String name : List.of("kube-system", namespace)) {
            client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .endMetadata()
                            .build())
                    .create();
        }
    }

    String uid() {
        return client.namespaces().withName("kube-system").get().getMetadata().getUid();
    }

    ResultSource make(ResultSource source) {
        source.getMetadata().setNamespace(namespace);
        return client.resource(source).create();
    }

    /** Creates the Job and then its Pods, which need its uid. The Job ends last. */
    Job run(Job job, String type, String reason, Pod... pods) {
        Job made = client.resource(job).create();
        for (Pod pod : pods) {
            pod.getMetadata()
                    .getOwnerReferences()
                    .forEach(owner -> owner.setUid(made.getMetadata().getUid()));
            client.resource(pod).create();
        }
        Job ended = Foreign.ended(made, type, reason, "it is so");
        return client.resource(ended).update();
    }

    void log(Pod pod, int status, String text) {
        server.expect()
                .get()
                .withPath("/api/v1/namespaces/%s/pods/%s/log?pretty=false&container=tests&limitBytes=67108865"
                        .formatted(namespace, pod.getMetadata().getName()))
                .andReturn(status, text)
                .always();
    }

    @Nullable
    SourceStatus status(String source) {
        return Optional.ofNullable(client.resources(ResultSource.class)
                        .inNamespace(namespace)
                        .withName(source)
                        .get())
                .map(ResultSource::getStatus)
                .orElse(null);
    }

    SourceStatus await(String source, Predicate<SourceStatus> is) {
        until(source, () -> {
            SourceStatus status = status(source);
            return status != null && is.test(status);
        });
        return Objects.requireNonNull(status(source));
    }

    /** Reconciles the source until the condition holds. */
    void until(String source, BooleanSupplier is) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_APPEAR);
        while (!is.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Waited in vain for " + source + ", which is " + status(source));
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** True if everything that has ended is recorded. */
    SourceStatus awaitTotal(String source, long collected, long failed) {
        return await(
                source,
                status -> Objects.equals(status.collected(), collected)
                        && Objects.equals(status.failed(), failed)
                        && Objects.equals(status.lag(), 0));
    }

    static Condition ready(SourceStatus status) {
        return Objects.requireNonNull(Condition.of(status.conditions(), Condition.READY));
    }
}
