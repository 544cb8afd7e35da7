package dev.assay.review;

import io.micronaut.transaction.TransactionDefinition.Propagation;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;

/** Environment reviews of builds. */
@Singleton
public class Reviews {
    private final ReviewRepository reviews;

    Reviews(ReviewRepository reviews) {
        this.reviews = reviews;
    }

    /** Makes sure that the build has an undecided review in the environment (TE-START-37). Joins the transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void open(int buildId, int environmentId) {
        reviews.insertUnlessThere(buildId, environmentId);
    }
}
