package dev.assay.seed;

import dev.assay.access.Caller;
import dev.assay.access.User;
import dev.assay.artefact.Artefact;
import dev.assay.artefact.ArtefactFilter;
import dev.assay.artefact.ArtefactPatch;
import dev.assay.artefact.ArtefactStatus;
import dev.assay.artefact.Artefacts;
import dev.assay.review.Review;
import dev.assay.review.ReviewDecision;
import dev.assay.review.ReviewPatch;
import dev.assay.review.ReviewPatch.Decision;
import dev.assay.review.Reviews;
import dev.assay.web.input.PatchField;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What people decide in a world: old releases are signed off, the newest ones wait. */
@Singleton
class SeedReviews {
    private static final int MOST = 2_000;

    private final Artefacts artefacts;
    private final Reviews reviews;

    SeedReviews(Artefacts artefacts, Reviews reviews) {
        this.artefacts = artefacts;
        this.reviews = reviews;
    }

    /** Decides on every artefact of the world that is undecided. */
    void decide(World world, List<Integer> people) {
        for (Product product : world.products()) {
            Map<String, Integer> releases = new HashMap<>();
            for (int release = 0; release <= world.newest(); release++) {
                releases.put(product.version(release), release);
            }
            artefacts
                    .page(new ArtefactFilter(product.family(), product.artefact(), null, null), Integer.MAX_VALUE, MOST)
                    .stream()
                    .filter(artefact -> releases.containsKey(artefact.version()))
                    .forEach(artefact -> decide(
                            world,
                            artefact,
                            world.newest() - Objects.requireNonNull(releases.get(artefact.version())),
                            people));
        }
    }

    /** @param age the number of newer releases: of the latest nothing is decided, of the one before it half */
    private void decide(World world, Artefact artefact, int age, List<Integer> people) {
        SeededRandom random = world.random().of("review", artefact.name(), artefact.version());
        if (age == 0 || !artefact.reviewers().isEmpty()) {
            return;
        }
        int person = random.one(people);
        artefacts.assign(artefact.id(), person);
        List<Review> open = reviews.ofLatestBuilds(artefact.id()).orElse(List.of());
        List<ReviewPatch> decisions = open.stream()
                .filter(review -> review.decision().isEmpty())
                .filter(review -> age > 1 || random.of(review.environmentName()).isBelow(0.5))
                .map(review -> decision(review, random.of(review.environmentName(), review.buildArchitecture())))
                .toList();
        reviews.patchAll(artefact.id(), decisions);
        if (decisions.size() == open.size() && !open.isEmpty()) {
            signOff(artefact, decisions, person);
        }
    }

    private static ReviewPatch decision(Review review, SeededRandom random) {
        double luck = random.of("decision").fraction();
        ReviewDecision decision = luck < 0.78
                ? ReviewDecision.APPROVED_ALL_TESTS_PASS
                : luck < 0.86
                        ? ReviewDecision.APPROVED_INCONSISTENT_TEST
                        : luck < 0.93 ? ReviewDecision.APPROVED_UNSTABLE_PHYSICAL_INFRA : ReviewDecision.REJECTED;
        String comment =
                decision == ReviewDecision.REJECTED ? "Worse than the previous release: " + Log.reason(random) : "";
        return new ReviewPatch((long) review.id(), new Decision(List.of(decision)), comment);
    }

    private void signOff(Artefact artefact, List<ReviewPatch> decisions, int person) {
        boolean rejected = decisions.stream()
                .anyMatch(patch ->
                        Objects.requireNonNull(patch.reviewDecision()).values().contains(ReviewDecision.REJECTED));
        ArtefactPatch patch = new ArtefactPatch(
                rejected ? ArtefactStatus.MARKED_AS_FAILED : ArtefactStatus.APPROVED,
                null,
                null,
                rejected ? "Not for release: see the reviews" : null,
                new PatchField.Absent<>(),
                new PatchField.Absent<>(),
                new PatchField.Absent<>(),
                new PatchField.Absent<>());
        Caller reviewer = new Caller(null, new User(person, "", null, "", true, List.of()));
        artefacts.patch(artefact.id(), patch, reviewer);
    }
}
