package dev.assay.operator.trigger;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** fabric8's mock of an API server, with settable answers to the dry run of a Job or Pod. */
final class MixedServer implements AutoCloseable {
    static final String NAMESPACE = "tests";

    private final KubernetesMockServer server;
    private final KubernetesClient client;

    MixedServer() {
        Map<ServerRequest, Queue<ServerResponse>> told = new HashMap<>();
        server = new KubernetesMockServer(
                new Context(),
                new MockWebServer(),
                told,
                new KubernetesMixedDispatcher(
                        told, List.of(context("testplans", "TestPlan"), context("testruns", "TestRun"))),
                false);
        server.init();
        client = server.createClient();
        client.getConfiguration().setNamespace(NAMESPACE);
    }

    private static CustomResourceDefinitionContext context(String plural, String kind) {
        return new CustomResourceDefinitionContext.Builder()
                .withGroup("assay.dev")
                .withVersion("v1alpha1")
                .withScope("Namespaced")
                .withPlural(plural)
                .withKind(kind)
                .build();
    }

    KubernetesClient client() {
        return client;
    }

    /** Sets the answer to the next dry runs of Jobs, this many times. */
    void saysToJobs(int code, String message, int times) {
        var path = server.expect()
                .post()
                .withPath("/apis/batch/v1/namespaces/" + NAMESPACE + "/jobs?fieldValidation=Strict&dryRun=All");
        (code == 201
                        ? path.andReturn(code, new JobBuilder().build())
                        : path.andReturn(
                                code,
                                new StatusBuilder()
                                        .withCode(code)
                                        .withMessage(message)
                                        .build()))
                .times(times);
    }

    /** Refuses the next Pod, once. */
    void refusesAPod(String message) {
        server.expect()
                .post()
                .withPath("/api/v1/namespaces/" + NAMESPACE + "/pods?fieldValidation=Strict&dryRun=All")
                .andReturn(
                        403,
                        new StatusBuilder().withCode(403).withMessage(message).build())
                .once();
    }

    @Override
    public void close() {
        client.close();
        server.destroy();
    }
}
