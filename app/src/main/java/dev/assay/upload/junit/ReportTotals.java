package dev.assay.upload.junit;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The totals of a result file. They are counted from its cases and not taken from its own counters.
 *
 * @param startedAt the earliest start of a suite; a time without zone is read as UTC; null if the file has none
 * @param duration the duration of the root; without one, the sum over its suites, then over the cases; null if the file
 *     has no durations
 */
public record ReportTotals(
        long cases,
        long failed,
        long skipped,
        @Nullable Instant startedAt,
        @Nullable Duration duration) {

    public long passed() {
        return cases - failed - skipped;
    }
}
