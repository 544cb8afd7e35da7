package dev.assay.notification.jira;

import dev.assay.notification.NotificationType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A card in Jira for a reviewer (NOTIF-23).
 *
 * @param parent the artefact's issue
 * @param reviewer the reviewer's name
 * @param handle the Launchpad handle, by which the reviewer is found in Jira; null if there is none
 * @param assigned true if the user still reviews the artefact
 * @param since when the card was requested
 * @param repeated true if an earlier attempt may have created the card although its result is not known
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
