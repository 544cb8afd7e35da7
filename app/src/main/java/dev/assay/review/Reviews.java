package dev.assay.review;

import dev.assay.artefact.BuildResponse;
import dev.assay.artefact.ReviewerResponse;
import dev.assay.environment.EnvironmentResponse;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.transaction.TransactionDefinition.Propagation;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Environment reviews of builds, and who reviews. */
@Singleton
public class Reviews {
    private static final Argument<List<ReviewerResponse>> REVIEWERS = Argument.listOf(ReviewerResponse.class);

    private final ReviewRepository reviews;
    private final Reviewers reviewers;
    private final JsonMapper json;

    Reviews(ReviewRepository reviews, Reviewers reviewers, JsonMapper json) {
        this.reviews = reviews;
        this.reviewers = reviewers;
        this.json = json;
    }

    /** What came of changing a review. */
    public sealed interface PatchOutcome {
        record Patched(ReviewResponse review) implements PatchOutcome {}

        record Unknown() implements PatchOutcome {}

        /** There is such a review, but not of this artefact, which may not exist (ER-ONE-03). */
        record OfAnotherArtefact() implements PatchOutcome {}
    }

    /** Makes sure that the build has an undecided review in the environment (TE-START-37). Joins the transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void open(int buildId, int environmentId) {
        reviews.insertUnlessThere(buildId, environmentId);
    }

    /**
     * Sees to it that the execution's artefact has as many reviewers as it needs, as far as matching rules name them, and
     * that each of its environment reviews has one (TE-ASSIGN-02 to 08, 20 to 24). Joins the transaction as its last step:
     * assignments to an artefact wait for each other until they are committed (TE-START-61).
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void assign(int executionId) {
        reviewers.assign(executionId);
    }

    /** The reviews of an artefact's latest builds (ER-LIST-01); empty for an unknown artefact. */
    public Optional<List<ReviewResponse>> ofLatestBuilds(long artefactId) {
        List<ReviewRow> rows = reviews.ofLatestBuilds(artefactId);
        return rows.isEmpty() && !reviews.hasArtefact(artefactId)
                ? Optional.empty()
                : Optional.of(rows.stream().map(this::response).toList());
    }

    /** Changes a review and reads back what is stored; nothing else follows from it (ER-DEC-05). */
    @Transactional
    public PatchOutcome patch(long artefactId, long reviewId, ReviewPatch patch) {
        ReviewPatch named = new ReviewPatch(reviewId, patch.reviewDecision(), patch.reviewComment());
        List<ReviewResponse> patched = patchHeld(artefactId, List.of(named));
        if (!patched.isEmpty()) {
            return new PatchOutcome.Patched(patched.getFirst());
        }
        return reviews.exists(reviewId) ? new PatchOutcome.OfAnotherArtefact() : new PatchOutcome.Unknown();
    }

    /**
     * Applies changes in their order and answers the reviews in that order, each in its final state (ER-BULK-01, 03). What
     * names no review of this artefact is skipped (ER-BULK-02). The number of round trips does not depend on the list's
     * length.
     */
    @Transactional
    public List<ReviewResponse> patchAll(long artefactId, List<ReviewPatch> patches) {
        List<ReviewPatch> named =
                patches.stream().filter(patch -> patch.id() != null).toList();
        return named.isEmpty() ? List.of() : patchHeld(artefactId, named);
    }

    private List<ReviewResponse> patchHeld(long artefactId, List<ReviewPatch> named) {
        Map<Long, ReviewPatch> merged = new LinkedHashMap<>();
        named.forEach(patch -> merged.merge(Objects.requireNonNull(patch.id()), patch, ReviewPatch::then));
        Set<Integer> held = reviews.lock(artefactId, merged.keySet());
        if (held.isEmpty()) {
            return List.of();
        }
        reviews.update(held.stream()
                .map(id -> Objects.requireNonNull(merged.get(id.longValue())))
                .toList());
        Map<Long, ReviewResponse> stored = reviews.find(held.toArray(Integer[]::new)).stream()
                .map(this::response)
                .collect(Collectors.toMap(review -> (long) review.id(), Function.identity()));
        return named.stream()
                .map(patch -> stored.get(Objects.requireNonNull(patch.id())))
                .filter(Objects::nonNull)
                .toList();
    }

    private ReviewResponse response(ReviewRow row) {
        return new ReviewResponse(
                row.id(),
                row.decision().isEmpty()
                        ? List.of()
                        : Stream.of(row.decision().split(","))
                                .map(ReviewDecision::valueOf)
                                .toList(),
                row.comment(),
                new EnvironmentResponse(row.environmentId(), row.environmentName(), row.environmentArchitecture()),
                new BuildResponse(row.buildId(), row.architecture(), row.revision()),
                reviewers(row.reviewers()));
    }

    private List<ReviewerResponse> reviewers(String text) {
        try {
            return text.equals("[]") ? List.of() : json.readValue(text, REVIEWERS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
