package dev.assay.operator.trial;

/** How a trial ended. */
public sealed interface TrialOutcome {
    /** All Pods ended with exit code 0. */
    record Passed() implements TrialOutcome {}

    /** The test said that it failed. */
    record Failed(String message) implements TrialOutcome {}

    /** It did not get as far as to say so. */
    record Aborted(String message) implements TrialOutcome {}

    /** Nothing was tried; the message says what to write instead. */
    record Refused(String message) implements TrialOutcome {}
}
