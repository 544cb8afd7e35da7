package dev.assay.review;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * A decision on a build in an environment, in the order of the database's enum. Approvals say which problem they
 * accept.
 */
@Schema(name = "ArtefactBuildEnvironmentReviewDecision")
public enum ReviewDecision {
    REJECTED,
    APPROVED_INCONSISTENT_TEST,
    APPROVED_UNSTABLE_PHYSICAL_INFRA,
    APPROVED_CUSTOMER_PREREQUISITE_FAIL,
    APPROVED_FAULTY_HARDWARE,
    APPROVED_ALL_TESTS_PASS
}
