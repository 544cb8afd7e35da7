package dev.assay.report;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The period of a report (REP-01), both ends included. Rows that are inserted after the report began are not part of
 * it. Otherwise it might never end.
 *
 * @param start null for no lower limit
 */
record Period(@Nullable Instant start, Instant end, Newest newest) {

    /** The highest ids and the database's time when the report began. */
    @Introspected
    record Newest(int execution, int result, Instant now) {}
}
