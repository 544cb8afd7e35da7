package dev.assay.review;

import dev.assay.web.input.Input;
import dev.assay.web.input.RefusedInput;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes to an environment review; what is null or absent stays (ER-DEC-04).
 *
 * @param id which review, in a list of changes; where the path names the review it is ignored (ER-ONE-04)
 * @param reviewDecision the new decision as a whole; empty for undecided
 */
@Schema(name = "EnvironmentReviewPatch")
record ReviewPatch(
        @Nullable Long id,
        @Nullable Decision reviewDecision,
        @Nullable String reviewComment) {

    /** Several approvals, or one rejection and nothing else (ER-DEC-02, 03). */
    @Input.Scalar
    record Decision(List<ReviewDecision> values) {
        Decision {
            if (values.size() > 1 && values.contains(ReviewDecision.REJECTED)) {
                throw new RefusedInput("Environment review can either be rejected or approved");
            }
            values = List.copyOf(values);
        }
    }

    /** This and then another change of the same review, as one. */
    ReviewPatch then(ReviewPatch later) {
        return new ReviewPatch(
                id,
                later.reviewDecision == null ? reviewDecision : later.reviewDecision,
                later.reviewComment == null ? reviewComment : later.reviewComment);
    }
}
