package dev.assay.operator.resource;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One condition, as the API conventions of Kubernetes define it.
 *
 * @param status True, False or Unknown
 * @param observedGeneration the generation of the spec that the condition is about
 * @param lastTransitionTime RFC 3339; moves only when {@code status} does
 * @param reason one word in CamelCase
 * @param message a sentence, with the next step if there is one
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Condition(
        @Required @Size(max = 316) String type,
        @Required String status,
        @Nullable Long observedGeneration,
        @Required String lastTransitionTime,
        @Required @Size(max = 1024) String reason,
        @Required @Size(max = 32768) String message) {
    /** The condition type of long-lived kinds. */
    public static final String READY = "Ready";
    /** The condition type of kinds that end. */
    public static final String SUCCEEDED = "Succeeded";
    /** The condition type of kinds that end: true however they ended, so that {@code kubectl wait} returns. */
    public static final String COMPLETE = "Complete";

    private static final int LONGEST_MESSAGE = 1024;

    /** The status of a condition. */
    public enum Status {
        TRUE("True"),
        FALSE("False"),
        UNKNOWN("Unknown");

        private final String wire;

        Status(String wire) {
            this.wire = wire;
        }
    }

    public boolean holds() {
        return status.equals(Status.TRUE.wire);
    }

    /**
     * The condition to write next. It keeps the transition time of the existing condition if the status is the same.
     *
     * @param before the resource's current conditions; null for none
     */
    public static Condition next(
            @Nullable List<Condition> before,
            String type,
            Status status,
            String reason,
            String message,
            @Nullable Long generation,
            Instant now) {
        String since = of(before, type) instanceof Condition last && last.status.equals(status.wire)
                ? last.lastTransitionTime
                : now.truncatedTo(ChronoUnit.SECONDS).toString();
        String shown = message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE - 1) + "…";
        return new Condition(type, status.wire, generation, since, reason, shown);
    }

    /** The condition of that type, null if there is none. */
    public static @Nullable Condition of(@Nullable List<Condition> conditions, String type) {
        return conditions == null
                ? null
                : conditions.stream()
                        .filter(condition -> condition.type.equals(type))
                        .findFirst()
                        .orElse(null);
    }

    /**
     * What a condition says about a reconciliation that failed and is tried again.
     *
     * @param reason one word in CamelCase
     * @param message what failed, and what to do if it stays
     */
    public record Failure(String reason, String message) {
        private static final int LONGEST = 300;

        public static Failure of(Throwable thrown) {
            Throwable root = thrown;
            for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
                root = cause;
                if (cause instanceof KubernetesClientException refused) {
                    return refused.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                            ? new Failure(
                                    "Forbidden",
                                    "The operator tries again, but it lacks a right: %s. Give its service account the rights of the chart (rbac.create)."
                                            .formatted(shown(refused)))
                            : new Failure(
                                    "Retrying",
                                    "The operator tries again: the API server answered %s. If this stays, look at the API server and its webhooks."
                                            .formatted(shown(refused)));
                }
            }
            return new Failure(
                    "Retrying",
                    "The operator tries again: %s. If this stays, check that the database answers, and look at the operator's log."
                            .formatted(shown(root)));
        }

        private static String shown(Throwable thrown) {
            String text = thrown instanceof KubernetesClientException refused && refused.getStatus() != null
                    ? refused.getStatus().getMessage()
                    : thrown.getMessage();
            String line = text == null || text.isBlank()
                    ? thrown.getClass().getSimpleName()
                    : text.strip().lines().findFirst().orElse("");
            String whole = line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
            return whole.length() <= LONGEST ? whole : whole.substring(0, LONGEST - 1) + "…";
        }
    }
}
