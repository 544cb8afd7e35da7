package dev.assay.review;

import dev.assay.web.input.Input;
import dev.assay.web.input.RefusedInput;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes to an environment review. A field that is null or absent stays as it is (ER-DEC-04).
 *
 * @param id the review, in a list of changes; ignored if the path names the review (ER-ONE-04)
 * @param reviewDecision the whole new decision; empty for undecided
 */
@Schema(name = "EnvironmentReviewPatch")
public record ReviewPatch(
        @Nullable Long id,
        @Nullable Decision reviewDecision,
        @Nullable String reviewComment) {

    /** Several approvals, or one rejection alone (ER-DEC-02, 03). */
    @Input.Scalar
    public record Decision(List<ReviewDecision> values) {
        public Decision {
            if (values.size() > 1 && values.contains(ReviewDecision.REJECTED)) {
                throw new RefusedInput("Environment review can either be rejected or approved");
            }
            values = List.copyOf(values);
        }
    }

    /** Combines this change with a later one of the same review. */
    ReviewPatch then(ReviewPatch later) {
        return new ReviewPatch(
                id,
                later.reviewDecision == null ? reviewDecision : later.reviewDecision,
                later.reviewComment == null ? reviewComment : later.reviewComment);
    }
}
