package dev.assay.review;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;

/**
 * Made at the start, so that a value that cannot be used keeps the server from starting.
 *
 * @param environmentsPerReviewer {@code ENVIRONMENTS_PER_REVIEWER}: for how many executions of an artefact's latest builds
 *     there is to be one reviewer (TE-ASSIGN-03)
 */
@Context
@ConfigurationProperties("assay.reviews")
record ReviewSettings(int environmentsPerReviewer) {
    ReviewSettings {
        if (environmentsPerReviewer < 1) {
            throw new IllegalArgumentException(
                    "ENVIRONMENTS_PER_REVIEWER (assay.reviews.environments-per-reviewer) is how many environments of an"
                            + " artefact one person reviews, a number from 1 such as 50, not: "
                            + environmentsPerReviewer);
        }
    }
}
