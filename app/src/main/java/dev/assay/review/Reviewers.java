package dev.assay.review;

import dev.assay.notification.Notifications;
import jakarta.inject.Singleton;
import java.util.List;

/** Finds reviewers for artefacts, and distributes the environment reviews among them. */
@Singleton
class Reviewers {
    private final ReviewerRepository reviewers;
    private final Notifications notifications;
    private final ReviewSettings settings;

    Reviewers(ReviewerRepository reviewers, Notifications notifications, ReviewSettings settings) {
        this.reviewers = reviewers;
        this.notifications = notifications;
        this.settings = settings;
    }

    /** Runs in the caller's transaction and locks the artefact until it ends. Call it last. */
    void assign(int executionId) {
        int artefact = reviewers.lockArtefact(executionId);
        ReviewerDemand demand = reviewers.demand(artefact);
        int added = add(artefact, demand.missing(settings.environmentsPerReviewer()));
        if (demand.reviewers() + added > 0) {
            Distribution distribution = reviewers.distribution(artefact);
            if (!distribution.open().isEmpty()) {
                reviewers.take(distribution.open(), distribution.taken());
            }
        }
    }

    private int add(int artefact, int missing) {
        List<Integer> drawn = missing == 0 ? List.of() : reviewers.draw(artefact, missing);
        if (!drawn.isEmpty()) {
            reviewers.add(artefact, drawn);
            notifications.reviewersAssigned(artefact, drawn);
        }
        return drawn.size();
    }
}
