package dev.assay.result;

import dev.assay.outcome.ResultStatus;

/** The number of results, in all and of each status. */
public record Counts(long total, long passed, long failed, long skipped) {
    public static final Counts NONE = new Counts(0, 0, 0, 0);

    Counts plus(ResultStatus status) {
        return switch (status) {
            case PASSED -> new Counts(total + 1, passed + 1, failed, skipped);
            case FAILED -> new Counts(total + 1, passed, failed + 1, skipped);
            case SKIPPED -> new Counts(total + 1, passed, failed, skipped + 1);
        };
    }

    Counts minus(ResultStatus status, long results) {
        return switch (status) {
            case PASSED -> new Counts(total - results, passed - results, failed, skipped);
            case FAILED -> new Counts(total - results, passed, failed - results, skipped);
            case SKIPPED -> new Counts(total - results, passed, failed, skipped - results);
        };
    }
}
