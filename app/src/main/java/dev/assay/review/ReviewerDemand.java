package dev.assay.review;

import io.micronaut.core.annotation.Introspected;

/**
 * The numbers from which follows how many reviewers an artefact needs.
 *
 * @param executions the number of executions of its latest builds (TE-ASSIGN-03)
 * @param reviewers the number of reviewers that it has
 */
@Introspected
record ReviewerDemand(int executions, int reviewers) {

    int missing(int executionsPerReviewer) {
        return Math.max(0, Math.ceilDiv(executions, executionsPerReviewer) - reviewers);
    }
}
