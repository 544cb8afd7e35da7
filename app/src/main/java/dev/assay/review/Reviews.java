package dev.assay.review;

import io.micronaut.transaction.TransactionDefinition.Propagation;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Environment reviews of builds, and their reviewers. */
@Singleton
public class Reviews {
    private final ReviewRepository reviews;
    private final Reviewers reviewers;

    Reviews(ReviewRepository reviews, Reviewers reviewers) {
        this.reviews = reviews;
        this.reviewers = reviewers;
    }

    /** The result of changing a review. */
    sealed interface PatchOutcome {
        record Patched(Review review) implements PatchOutcome {}

        record Unknown() implements PatchOutcome {}

        /**
         * The review exists but belongs to another artefact. The artefact of the request may not exist (ER-ONE-03).
         */
        record OfAnotherArtefact() implements PatchOutcome {}
    }

    /**
     * Creates an undecided review of the build in the environment, unless there is one (TE-START-37), in the caller's
     * transaction.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void open(int buildId, int environmentId) {
        reviews.insertUnlessThere(buildId, environmentId);
    }

    /**
     * Assigns reviewers to the execution's artefact until it has as many as it needs and matching rules provide, and
     * one of them to each of its environment reviews (TE-ASSIGN-02 to 08, 20 to 24). Runs in the caller's transaction,
     * as its last step: other assignments to the artefact wait until it is committed (TE-START-61).
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void assign(int executionId) {
        reviewers.assign(executionId);
    }

    /** The reviews of an artefact's latest builds (ER-LIST-01). Empty if the artefact is unknown. */
    public Optional<List<Review>> ofLatestBuilds(long artefactId) {
        List<Review> found = reviews.ofLatestBuilds(artefactId);
        return found.isEmpty() && !reviews.hasArtefact(artefactId) ? Optional.empty() : Optional.of(found);
    }

    /** Changes a review and returns the stored one. Nothing else changes (ER-DEC-05). */
    @Transactional
    PatchOutcome patch(long artefactId, long reviewId, ReviewPatch patch) {
        ReviewPatch named = new ReviewPatch(reviewId, patch.reviewDecision(), patch.reviewComment());
        List<Review> patched = patchLocked(artefactId, List.of(named));
        if (!patched.isEmpty()) {
            return new PatchOutcome.Patched(patched.getFirst());
        }
        return reviews.exists(reviewId) ? new PatchOutcome.OfAnotherArtefact() : new PatchOutcome.Unknown();
    }

    /**
     * Applies changes in their order and returns the reviews in that order, each in its final state (ER-BULK-01, 03).
     * Changes of unknown reviews and of other artefacts' reviews are skipped (ER-BULK-02). The number of round trips
     * does not depend on the list's length.
     */
    @Transactional
    public List<Review> patchAll(long artefactId, List<ReviewPatch> patches) {
        List<ReviewPatch> named =
                patches.stream().filter(patch -> patch.id() != null).toList();
        return named.isEmpty() ? List.of() : patchLocked(artefactId, named);
    }

    private List<Review> patchLocked(long artefactId, List<ReviewPatch> named) {
        Map<Long, ReviewPatch> merged = new LinkedHashMap<>();
        named.forEach(patch -> merged.merge(Objects.requireNonNull(patch.id()), patch, ReviewPatch::then));
        Set<Integer> locked = reviews.lock(artefactId, merged.keySet());
        if (locked.isEmpty()) {
            return List.of();
        }
        reviews.update(locked.stream()
                .map(id -> Objects.requireNonNull(merged.get(id.longValue())))
                .toList());
        Map<Long, Review> stored = reviews.find(locked.toArray(Integer[]::new)).stream()
                .collect(Collectors.toMap(review -> (long) review.id(), Function.identity()));
        return named.stream()
                .map(patch -> stored.get(Objects.requireNonNull(patch.id())))
                .filter(Objects::nonNull)
                .toList();
    }
}
