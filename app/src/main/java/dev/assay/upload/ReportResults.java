package dev.assay.upload;

import dev.assay.outcome.ResultStatus;
import dev.assay.result.NewResult;
import dev.assay.upload.junit.BrokenReport;
import dev.assay.upload.junit.JUnitReader;
import dev.assay.upload.junit.ParsedCase;
import dev.assay.upload.junit.Warnings;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The results in a result file, one in memory at a time. */
public final class ReportResults implements AutoCloseable {
    private final JUnitReader reader;

    private ReportResults(JUnitReader reader) {
        this.reader = reader;
    }

    /** @param content closed together with the returned object */
    public static ReportResults open(ReportFormat format, InputStream content) throws IOException, BrokenReport {
        return new ReportResults(format.reader(content));
    }

    /** The next result, null after the last. Do not call it again after an exception. */
    public @Nullable NewResult next() throws IOException, BrokenReport {
        ParsedCase parsed = reader.next();
        return parsed == null ? null : result(parsed);
    }

    /** Warnings about what was changed when it was stored, and the records that could not be taken, so far. */
    public Warnings warnings() {
        return reader.warnings();
    }

    /** When the tests ran, as the file says; null if it does not say so. Ask after the last result. */
    @Nullable
    Instant startedAt() {
        return reader.totals().startedAt();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private static NewResult result(ParsedCase parsed) {
        ResultStatus status = switch (parsed.status()) {
            case PASSED -> ResultStatus.PASSED;
            case FAILED -> ResultStatus.FAILED;
            case SKIPPED -> ResultStatus.SKIPPED;
        };
        Duration duration = parsed.duration();
        return new NewResult(
                parsed.name(),
                status,
                orEmpty(parsed.suite()),
                "",
                orEmpty(parsed.message()),
                orEmpty(parsed.output()),
                duration == null ? null : duration.toNanos() / 1000);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
