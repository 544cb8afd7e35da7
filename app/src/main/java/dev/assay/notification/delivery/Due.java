package dev.assay.notification.delivery;

import dev.assay.notification.NotificationType;
import java.time.Instant;
import java.util.UUID;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.core.mapper.PropagateNull;
import org.jspecify.annotations.Nullable;

/**
 * A delivery to send, claimed by this process.
 *
 * @param attempt counts from 1; no other process has the same attempt
 * @param messageId the same for all attempts
 */
record Due(
        int id,
        int attempt,
        UUID messageId,
        Instant createdAt,
        Kind kind,
        @Nested("person") Person person,
        @Nested("channel") @Nullable Channel channel,
        @Nested("about") @Nullable About about) {

    enum Kind {
        NOTIFICATION,
        TEST,
        REVIEW_CARD
    }

    /** @param reviews true if the user still reviews the artefact */
    record Person(
            int id, String email, String name, @Nullable String handle, boolean reviews) {}

    /** The encrypted parts are null if the channel's kind does not have them. */
    record Channel(
            @PropagateNull String name, String kind, byte @Nullable [] sealedUrl, byte @Nullable [] sealedSecret) {}

    /** @param parentIssue the parent of a card in Jira; null for messages */
    record About(
            int notificationId,
            @PropagateNull NotificationType type,
            @Nullable String targetUrl,
            Instant createdAt,
            int artefactId,
            String family,
            String name,
            String version,
            @Nullable String parentIssue) {}
}
