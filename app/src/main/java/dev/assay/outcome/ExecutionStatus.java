package dev.assay.outcome;

/** The status of an execution. JSON and the database use the same names. */
public enum ExecutionStatus {
    NOT_STARTED,
    IN_PROGRESS,
    PASSED,
    FAILED,
    NOT_TESTED,
    ENDED_PREMATURELY
}
