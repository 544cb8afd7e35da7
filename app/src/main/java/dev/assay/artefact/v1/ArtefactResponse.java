package dev.assay.artefact.v1;

import dev.assay.artefact.Artefact;
import dev.assay.artefact.ArtefactStatus;
import dev.assay.artefact.ArtefactVersion;
import dev.assay.web.Timestamp;
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
 * @param completedEnvironmentReviewsCount reviews that are approved or rejected (ART-RESP-04)
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

    public static ArtefactResponse from(Artefact artefact) {
        List<ReviewerResponse> reviewers =
                artefact.reviewers().stream().map(ReviewerResponse::from).toList();
        return new ArtefactResponse(
                artefact.id(),
                artefact.name(),
                artefact.version(),
                artefact.track(),
                artefact.store(),
                artefact.branch(),
                artefact.series(),
                artefact.repo(),
                artefact.source(),
                artefact.os(),
                artefact.release(),
                artefact.owner(),
                artefact.sha256(),
                artefact.imageUrl(),
                artefact.stage(),
                artefact.family().wire(),
                artefact.status(),
                artefact.comment(),
                artefact.archived(),
                reviewers,
                artefact.dueDate(),
                Timestamp.naive(artefact.createdAt()),
                artefact.bugLink(),
                artefact.jiraIssue(),
                artefact.reviewsCount(),
                artefact.decidedCount(),
                artefact.bundledBuilds().stream().map(BuildResponse::from).toList(),
                reviewers.isEmpty() ? null : reviewers.getFirst());
    }

    /** One of several artefacts that differ only in their version (ART-VER-01). */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "ArtefactVersionResponse")
    record Version(String version, int artefactId) {
        static Version from(ArtefactVersion version) {
            return new Version(version.version(), version.id());
        }
    }

    /** A version and when it was created (ART-HIST-03). */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "ArtefactHistoryItemResponse")
    record HistoryItem(int artefactId, String name, String version, String stage, LocalDateTime createdAt) {
        static HistoryItem from(ArtefactVersion version) {
            return new HistoryItem(
                    version.id(),
                    version.name(),
                    version.version(),
                    version.stage(),
                    Timestamp.naive(version.createdAt()));
        }
    }
}
