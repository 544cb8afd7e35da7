package dev.assay.review;

import dev.assay.artefact.v1.BuildResponse;
import dev.assay.artefact.v1.ReviewerResponse;
import dev.assay.environment.EnvironmentResponse;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * An environment review as v1 shows it (ER-RESP).
 *
 * @param reviewDecision empty if there is no decision yet
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@Schema(name = "ArtefactBuildEnvironmentReviewResponse")
record ReviewResponse(
        int id,
        List<ReviewDecision> reviewDecision,
        String reviewComment,
        EnvironmentResponse environment,
        BuildResponse artefactBuild,
        List<ReviewerResponse> reviewers) {
    static ReviewResponse from(Review review) {
        return new ReviewResponse(
                review.id(),
                review.decision(),
                review.comment(),
                new EnvironmentResponse(
                        review.environmentId(), review.environmentName(), review.environmentArchitecture()),
                BuildResponse.from(review.build()),
                review.reviewers().stream().map(ReviewerResponse::from).toList());
    }
}
