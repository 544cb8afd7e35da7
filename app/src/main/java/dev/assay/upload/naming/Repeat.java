package dev.assay.upload.naming;

/** What it means that a name occurs again in a file. */
public enum Repeat {
    /** The test ran again: both are attempts of one result. */
    ATTEMPT,
    /** The test ran again if it failed before, passed now, and nothing else differs. */
    AFTER_FAILURE
}
