package dev.assay.notification.jira;

import dev.assay.notification.NotificationType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A card for one who reviews (NOTIF-23).
 *
 * @param parent the artefact's issue
 * @param reviewer the person's name
 * @param handle searched for in Jira; null for none
 * @param assigned whether the person reviews the artefact still
 * @param since when it was asked for
 * @param repeated whether it may have been made before without our knowing
 */
public record Card(
        NotificationType type,
        String parent,
        String artefact,
        String version,
        String reviewer,
        @Nullable String handle,
        boolean assigned,
        @Nullable String targetUrl,
        Instant since,
        boolean repeated) {

    String project() {
        return parent.split("-", 2)[0];
    }

    String summary() {
        return switch (type) {
            case USER_ASSIGNED_ARTEFACT_REVIEW -> "Review " + artefact + " version " + version + " - " + reviewer;
            case USER_ASSIGNED_ENVIRONMENT_REVIEW ->
                "Review environments of Artefact " + artefact + " version " + version + " - " + reviewer;
        };
    }

    String description() {
        String what = switch (type) {
            case USER_ASSIGNED_ARTEFACT_REVIEW -> "Review artefact and test environments for artefact ";
            case USER_ASSIGNED_ENVIRONMENT_REVIEW -> "Review test environments for artefact ";
        };
        return what + artefact + " version " + version + "\n\nArtefact page: " + targetUrl;
    }
}
