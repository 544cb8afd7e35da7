package dev.assay.upload.junit;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Counts the cases and adds up the durations of a file while it is read. */
final class ReportCounter {
    /** Starts before this time are ignored: tools that do not know the start write the year 1 or 1970. */
    private static final Instant BEGINNING = Instant.parse("2000-01-01T00:00:00Z");

    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("['T'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter(Locale.ROOT);

    private long cases;
    private long failed;
    private long skipped;
    private long declaredByRoots;
    private long declaredByOuterSuites;
    private long declaredByInnerSuites;
    private boolean failureFound;
    private @Nullable Instant startedAt;
    private @Nullable Duration ofRoot;
    private @Nullable Duration ofFile;
    private @Nullable Duration ofOpenSuite;
    private @Nullable Duration ofCases;

    void root(@Nullable Duration time, @Nullable String timestamp) {
        ofRoot = sum(ofRoot, time);
        started(timestamp);
    }

    void outerSuite(@Nullable Duration time, @Nullable String timestamp) {
        // Cases outside any suite
        ofFile = sum(ofFile, ofCases);
        ofCases = null;
        ofOpenSuite = time;
        started(timestamp);
    }

    void innerSuite(@Nullable String timestamp) {
        started(timestamp);
    }

    void outerSuiteEnds() {
        ofFile = sum(ofFile, ofOpenSuite != null ? ofOpenSuite : ofCases);
        ofOpenSuite = null;
        ofCases = null;
    }

    /** The failures and errors that the root declares. */
    void declaredByRoot(@Nullable String failures, @Nullable String errors) {
        declaredByRoots += number(failures) + number(errors);
    }

    void declaredBySuite(boolean outer, @Nullable String failures, @Nullable String errors) {
        long declared = number(failures) + number(errors);
        declaredByOuterSuites += outer ? declared : 0;
        declaredByInnerSuites += outer ? 0 : declared;
    }

    /** The file holds a failure, be it of an attempt only. */
    void failureFound() {
        failureFound = true;
    }

    /** The number of failures that the file declares if it holds none; otherwise 0. */
    long missingFailures() {
        return failureFound ? 0 : Math.max(declaredByRoots, Math.max(declaredByOuterSuites, declaredByInnerSuites));
    }

    void add(ParsedCase result) {
        cases++;
        switch (result.status()) {
            case FAILED -> failed++;
            case SKIPPED -> skipped++;
            case PASSED -> {}
        }
        ofCases = sum(ofCases, result.duration());
    }

    ReportTotals totals() {
        Duration read = sum(ofFile, ofCases);
        return new ReportTotals(cases, failed, skipped, startedAt, ofRoot != null ? ofRoot : read);
    }

    /** The time; null if it cannot be read, or is from before anybody could have sent it. */
    static @Nullable Instant time(@Nullable String timestamp) {
        Instant time = timestamp == null ? null : instant(timestamp);
        return time != null && time.isAfter(BEGINNING) ? time : null;
    }

    private void started(@Nullable String timestamp) {
        Instant time = time(timestamp);
        if (time != null && (startedAt == null || time.isBefore(startedAt))) {
            startedAt = time;
        }
    }

    private static @Nullable Duration sum(@Nullable Duration a, @Nullable Duration b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.plus(b);
    }

    private static long number(@Nullable String text) {
        return text != null && text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9')
                ? Long.parseLong(text)
                : 0;
    }

    private static @Nullable Instant instant(String timestamp) {
        try {
            TemporalAccessor time = TIMESTAMP.parseBest(timestamp, OffsetDateTime::from, LocalDateTime::from);
            return time instanceof OffsetDateTime zoned
                    ? zoned.toInstant()
                    : LocalDateTime.from(time).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
