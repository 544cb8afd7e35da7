package dev.assay.upload.junit;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a result file holds as a whole, counted by us rather than taken from its own counters.
 *
 * @param startedAt earliest start of a suite; a time without zone is read as UTC; null when the file has none
 * @param duration what the root says, else the sum over its suites, else over the cases; null when nothing is timed
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
