package dev.assay.notification.delivery;

import dev.assay.notification.NotificationType;
import java.time.Instant;
import java.util.UUID;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.core.mapper.PropagateNull;
import org.jspecify.annotations.Nullable;

/**
 * Something to be sent, claimed by this process.
 *
 * @param attempt from 1; nobody else has this one
 * @param messageId the same at every attempt
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

    /** @param reviews whether the person is a reviewer of the artefact still */
    record Person(
            int id, String email, String name, @Nullable String handle, boolean reviews) {}

    /** The sealed parts are null where its kind has none. */
    record Channel(
            @PropagateNull String name, String kind, byte @Nullable [] sealedUrl, byte @Nullable [] sealedSecret) {}

    /** @param parentIssue of a card; null for messages */
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
