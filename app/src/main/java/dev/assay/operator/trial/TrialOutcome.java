package dev.assay.operator.trial;

/** How a trial ended. */
public sealed interface TrialOutcome {
    /** All Pods ended with exit code 0. */
    record Passed() implements TrialOutcome {}

    /** The test failed. */
    record Failed(String message) implements TrialOutcome {}

    /** The test ended before it could pass or fail. */
    record Aborted(String message) implements TrialOutcome {}

    /** Nothing was tried; the message says what to change. */
    record Refused(String message) implements TrialOutcome {}
}
