package dev.assay.result;

/**
 * A result to be shown.
 *
 * @param response of a long text only the beginning
 * @param longComment whether there is more of its comment
 * @param longLog whether there is more of its log
 */
public record ShownResult(TestResultResponse response, boolean longComment, boolean longLog) {

    /** Whether the response is all there is. */
    boolean isWhole() {
        return !longComment && !longLog;
    }
}
