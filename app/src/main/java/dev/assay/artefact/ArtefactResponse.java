package dev.assay.artefact;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An artefact as v1 shows it (ART-RESP). Columns that a family does not have are empty text.
 *
 * @param assignee the first reviewer, under its old name (ART-RESP-02)
 * @param allEnvironmentReviewsCount reviews of the latest builds (ART-RESP-03)
 * @param completedEnvironmentReviewsCount those that are decided, either way (ART-RESP-04)
 */
@Serdeable(naming = SnakeCaseStrategy.class)
public record ArtefactResponse(
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
        ArtefactStatus status,
        String comment,
        boolean archived,
        List<ReviewerResponse> reviewers,
        @Nullable LocalDate dueDate,
        LocalDateTime createdAt,
        String bugLink,
        @Nullable String jiraIssue,
        int allEnvironmentReviewsCount,
        int completedEnvironmentReviewsCount,
        List<BuildResponse> bundledBuilds,
        @Nullable ReviewerResponse assignee) {

    /** One of the artefacts that differ in their version (ART-VER-01). */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "ArtefactVersionResponse")
    record Version(String version, int artefactId) {}

    /** A version and when it came (ART-HIST-03). */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "ArtefactHistoryItemResponse")
    record HistoryItem(int artefactId, String name, String version, String stage, LocalDateTime createdAt) {}
}
