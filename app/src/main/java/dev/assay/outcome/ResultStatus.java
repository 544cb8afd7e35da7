package dev.assay.outcome;

/** How a case went; the names are those of JSON and database. */
public enum ResultStatus {
    PASSED,
    FAILED,
    SKIPPED
}
