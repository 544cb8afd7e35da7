package dev.assay.report;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a report covers (REP-01), both ends included. What comes after its beginning is not part of it, or reading could go on
 * for ever.
 *
 * @param start null for all there ever was
 */
record Period(@Nullable Instant start, Instant end, Newest newest) {

    /** The highest ids, and what the database's clock says. */
    @Introspected
    record Newest(int execution, int result, Instant now) {}
}
