package dev.assay.operator.run.job;

import dev.assay.operator.resource.ClusterIdentity;
import dev.assay.operator.resource.Group;
import dev.assay.upload.junit.Excerpt;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates, suspends and reads Jobs of runs in this cluster. */
@Singleton
@Requires(property = "assay.operator.enabled", value = "true")
public class LiveJobs {
    private static final Logger LOG = LoggerFactory.getLogger(LiveJobs.class);
    private static final int UNPROCESSABLE = 422;
    /** How many characters of a log are kept: its head and its tail. */
    private static final int EXCERPT = 64 * 1024;

    private final KubernetesClient client;
    private final RunSettings settings;
    private final ClusterIdentity cluster;

    public LiveJobs(KubernetesClient client, RunSettings settings, ClusterIdentity cluster) {
        this.client = client;
        this.settings = settings;
        this.cluster = cluster;
    }

    /** The result of creating a Job. */
    public sealed interface Creation {
        record Created() implements Creation {}

        record ThereAlready() implements Creation {}

        record Refused(String why) implements Creation {}
    }

    /** The identity of the cluster. */
    public String cluster() {
        return cluster.uid();
    }

    /** Creates a Job. It is not applied, because it is made once and its template is immutable. */
    public Creation create(RunJob job) {
        try {
            client.resource(Jobs.of(job, settings)).create();
            return new Creation.Created();
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case HttpURLConnection.HTTP_CONFLICT -> new Creation.ThereAlready();
                case UNPROCESSABLE, HttpURLConnection.HTTP_BAD_REQUEST -> new Creation.Refused(message(e));
                default -> throw e;
            };
        }
    }

    private static String message(KubernetesClientException e) {
        return e.getStatus() != null && e.getStatus().getMessage() != null
                ? e.getStatus().getMessage()
                : String.valueOf(e.getMessage());
    }

    /** Why the Job has no Pod; empty if nothing says why. */
    public String refusal(String namespace, String job) {
        return MissingPod.reason(client, namespace, job);
    }

    /** Suspends a Job: this ends its Pods, and the Job itself stays as evidence. */
    public void suspend(RunJob job) {
        PatchContext merge = new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager(Group.FIELD_MANAGER)
                .build();
        try {
            client.batch()
                    .v1()
                    .jobs()
                    .inNamespace(job.namespace())
                    .withName(job.name())
                    .patch(merge, "{\"spec\":{\"suspend\":true}}");
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }

    /** The log of the test container. Empty if it is gone, so that the rest can still be recorded. */
    public String log(String namespace, Shard shard) {
        if (shard.pod() == null) {
            return "";
        }
        try (InputStream log = client.pods()
                .inNamespace(namespace)
                .withName(shard.pod())
                .inContainer(shard.container())
                // It has ended: there is nothing to wait for
                .withReadyWaitTimeout(null)
                .getLogInputStream()) {
            return log == null ? "" : excerpt(log);
        } catch (KubernetesClientException | IOException e) {
            LOG.atInfo()
                    .addKeyValue("pod", shard.pod())
                    .addKeyValue("reason", e.getMessage())
                    .log("Log not kept");
            return "";
        }
    }

    private static String excerpt(InputStream log) throws IOException {
        Excerpt excerpt = new Excerpt(EXCERPT);
        new InputStreamReader(log, StandardCharsets.UTF_8).transferTo(excerpt);
        return excerpt.toString();
    }
}
