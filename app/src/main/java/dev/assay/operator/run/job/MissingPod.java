package dev.assay.operator.run.job;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Comparator;
import java.util.Objects;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out why a Job has no Pod. */
public final class MissingPod {
    private static final Logger LOG = LoggerFactory.getLogger(MissingPod.class);
    private static final String FAILED_CREATE = "FailedCreate";

    private MissingPod() {}

    /**
     * Why the Job has no Pod, from its newest Event: Pod Security, a quota, a missing service account. Empty if no Event says
     * why. The name of a Pod differs at each try, so the message names the Job instead: the same reason reads the same.
     */
    public static String reason(KubernetesClient client, String namespace, String job) {
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
}
