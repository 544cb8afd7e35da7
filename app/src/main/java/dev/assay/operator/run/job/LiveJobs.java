package dev.assay.operator.run.job;

import dev.assay.operator.resource.ClusterIdentity;
import dev.assay.operator.resource.Group;
import dev.assay.upload.junit.Excerpt;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ContainerResource;
import io.fabric8.kubernetes.client.dsl.Loggable;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates, suspends and reads Jobs of runs in this cluster. */
@Singleton
@Requires(property = "assay.operator.enabled", value = "true")
public class LiveJobs {
    private static final Logger LOG = LoggerFactory.getLogger(LiveJobs.class);
    private static final int UNPROCESSABLE = 422;
    private static final String FAILED_CREATE = "FailedCreate";
    /** How many characters of a log are kept: its head and its tail. */
    private static final int EXCERPT = 64 * 1024;

    private static final int TAIL_LINES = 1000;
    /** How long a test that takes too long may take to end after SIGTERM. */
    private static final Duration GRACE = Duration.ofSeconds(25);

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

    /** As {@link #whyNoPod(KubernetesClient, String, String)}. */
    public String whyNoPod(String namespace, String job) {
        return whyNoPod(client, namespace, job);
    }

    /**
     * Why the Job has no Pod, from its newest Event: Pod Security, a quota, a missing service account. Empty if no Event says
     * why. The name of a Pod differs at each try, so the message names the Job instead: the same reason reads the same.
     */
    public static String whyNoPod(KubernetesClient client, String namespace, String job) {
        try {
            return client
                    .v1()
                    .events()
                    .inNamespace(namespace)
                    .withField("involvedObject.kind", "Job")
                    .withField("involvedObject.name", job)
                    .withField("reason", FAILED_CREATE)
                    .list()
                    .getItems()
                    .stream()
                    .filter(event -> FAILED_CREATE.equals(event.getReason())
                            && job.equals(event.getInvolvedObject().getName()))
                    .max(Comparator.comparing(event -> Objects.requireNonNullElse(event.getLastTimestamp(), "")))
                    .map(event -> FAILED_CREATE + ": "
                            + event.getMessage()
                                    .replaceAll('"' + Pattern.quote(job) + "-[a-z0-9]{0,5}\"", '"' + job + '"'))
                    .orElse("");
        } catch (KubernetesClientException e) {
            LOG.atInfo()
                    .addKeyValue("job", job)
                    .addKeyValue("reason", e.getMessage())
                    .log("Events not read");
            return "";
        }
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

    /** Ends a Pod, which gets SIGTERM and may take some seconds. */
    public void end(Pod pod) {
        client.resource(pod).withGracePeriod(GRACE.toSeconds()).delete();
    }

    /** The end of the log of a test container that still runs. Empty if it has none. */
    public String tail(String namespace, Shard shard) {
        return shard.pod() == null
                ? ""
                : read(shard.pod(), container(namespace, shard).tailingLines(TAIL_LINES));
    }

    /** The log of the test container. Empty if it is gone, so that the rest can still be recorded. */
    public String log(String namespace, Shard shard) {
        return shard.pod() == null ? "" : read(shard.pod(), container(namespace, shard));
    }

    private ContainerResource container(String namespace, Shard shard) {
        return client.pods().inNamespace(namespace).withName(shard.pod()).inContainer(shard.container());
    }

    private static String read(String pod, Loggable container) {
        // There is nothing to wait for
        try (InputStream log = container.withReadyWaitTimeout(null).getLogInputStream()) {
            return log == null ? "" : excerpt(log);
        } catch (KubernetesClientException | IOException e) {
            LOG.atInfo()
                    .addKeyValue("pod", pod)
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
