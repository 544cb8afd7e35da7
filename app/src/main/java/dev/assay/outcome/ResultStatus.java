package dev.assay.outcome;

/** The outcome of a test case. JSON and the database use the same names. */
public enum ResultStatus {
    PASSED,
    FAILED,
    SKIPPED
}
