package dev.assay.artefact;

import io.micronaut.core.annotation.Introspected;
import java.time.LocalDate;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * An artefact with what is shown of it.
 *
 * @param reviewers JSON array of people, ascending id
 * @param bundledBuilds JSON array of builds, ascending id
 */
@Introspected
record ArtefactRow(
        int id,
        String name,
        String version,
        String track,
        String store,
        String branch,
        String series,
        String repo,
        String source,
        String os,
        String release,
        String owner,
        String sha256,
        String imageUrl,
        String digest,
        String stage,
        String family,
        String status,
        String comment,
        boolean archived,
        @Nullable LocalDate dueDate,
        LocalDateTime createdAt,
        String bugLink,
        @Nullable String jiraIssue,
        String reviewers,
        String bundledBuilds,
        int reviewsCount,
        int decidedCount) {}
