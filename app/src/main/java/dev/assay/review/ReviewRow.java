package dev.assay.review;

import io.micronaut.core.annotation.Introspected;
import org.jspecify.annotations.Nullable;

/**
 * A review with what belongs to it.
 *
 * @param decision names separated by commas; empty text for undecided
 * @param reviewers JSON array of objects, ascending id
 */
@Introspected
record ReviewRow(
        int id,
        String decision,
        String comment,
        int environmentId,
        String environmentName,
        String environmentArchitecture,
        int buildId,
        String architecture,
        @Nullable Integer revision,
        String reviewers) {}
