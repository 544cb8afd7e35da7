package dev.assay.review;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;

/**
 * Settings of reviews. They are created at startup, so that the server does not start with an unusable value.
 *
 * @param environmentsPerReviewer {@code ENVIRONMENTS_PER_REVIEWER}: the number of executions of an artefact's latest
 *     builds for each reviewer (TE-ASSIGN-03)
 */
@Context
@ConfigurationProperties("assay.reviews")
record ReviewSettings(int environmentsPerReviewer) {
    ReviewSettings {
        if (environmentsPerReviewer < 1) {
            throw new IllegalArgumentException(
                    "ENVIRONMENTS_PER_REVIEWER (assay.reviews.environments-per-reviewer) must be the number of environments of an"
                            + " artefact that one person reviews, 1 or more, such as 50. It is: "
                            + environmentsPerReviewer);
        }
    }
}
