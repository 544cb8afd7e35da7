package dev.assay.outcome;

/** Where an execution stands; the names are those of JSON and database. */
public enum ExecutionStatus {
    NOT_STARTED,
    IN_PROGRESS,
    PASSED,
    FAILED,
    NOT_TESTED,
    ENDED_PREMATURELY
}
