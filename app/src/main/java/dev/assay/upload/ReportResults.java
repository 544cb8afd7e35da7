package dev.assay.upload;

import dev.assay.outcome.ResultStatus;
import dev.assay.result.NewResult;
import dev.assay.result.ResultDetail;
import dev.assay.upload.junit.BrokenReport;
import dev.assay.upload.junit.JUnitReader;
import dev.assay.upload.junit.ParsedCase;
import dev.assay.upload.junit.Warnings;
import dev.assay.upload.suite.Suites;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The results in a result file, one in memory at a time. */
public final class ReportResults implements AutoCloseable {
    private final JUnitReader reader;

    private final Attempts attempts;
    private final int firstSuite;
    /** What was read and not yet given. */
    private final Queue<NewResult> waiting = new ArrayDeque<>();

    private ReportResults(JUnitReader reader, Attempts attempts, int firstSuite) {
        this.reader = reader;
        this.attempts = attempts;
        this.firstSuite = firstSuite;
    }

    /** What becomes of cases with one name in a file. */
    enum Attempts {
        /** The rules for the tool that wrote the file decide. */
        DIALECT,
        /** They are attempts of one result. */
        MERGE,
        /** They are separate results, and so is each attempt. */
        KEEP
    }

    /** @param content closed together with the returned object */
    static ReportResults open(ReportFormat format, InputStream content, Attempts attempts)
            throws IOException, BrokenReport {
        return new ReportResults(format.reader(content), attempts, 0);
    }

    /**
     * Opens a file that follows others of one upload.
     *
     * @param content closed together with the returned object
     * @param firstSuite the position of its first suite, so that those of all files differ
     */
    public static ReportResults open(ReportFormat format, InputStream content, int firstSuite)
            throws IOException, BrokenReport {
        return new ReportResults(format.reader(content), Attempts.DIALECT, firstSuite);
    }

    /** The next result, null after the last. Do not call it again after an exception. */
    public @Nullable NewResult next() throws IOException, BrokenReport {
        if (waiting.isEmpty()) {
            ParsedCase parsed = reader.next();
            if (parsed == null) {
                return null;
            }
            if (attempts == Attempts.KEEP) {
                for (ParsedCase.Attempt attempt : parsed.detail().attempts()) {
                    waiting.add(result(parsed, attempt));
                }
            }
            waiting.add(result(parsed));
        }
        return waiting.poll();
    }

    /** What the file says about its suites. Ask after the last result. */
    public List<Suites.Suite> suites() {
        return reader.suites().stream()
                .map(suite -> new Suites.Suite(
                        firstSuite + suite.position(),
                        suite.name(),
                        suite.host(),
                        suite.ranAt(),
                        suite.properties(),
                        suite.output()))
                .toList();
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

    private NewResult result(ParsedCase parsed) {
        ResultStatus status = switch (parsed.status()) {
            case PASSED -> ResultStatus.PASSED;
            case FAILED -> ResultStatus.FAILED;
            case SKIPPED -> ResultStatus.SKIPPED;
        };
        return new NewResult(
                parsed.name(),
                status,
                orEmpty(parsed.suite()),
                "",
                orEmpty(parsed.message()),
                orEmpty(parsed.output()),
                micros(parsed.duration()),
                repeat(parsed),
                parsed.detail() == ParsedCase.Detail.NONE ? null : detail(parsed.detail()));
    }

    /** An attempt as a result of its own. */
    private static NewResult result(ParsedCase parsed, ParsedCase.Attempt attempt) {
        return new NewResult(
                parsed.name(),
                ResultStatus.FAILED,
                orEmpty(parsed.suite()),
                "",
                orEmpty(attempt.message()),
                orEmpty(attempt.output()),
                micros(attempt.duration()));
    }

    private NewResult.Repeat repeat(ParsedCase parsed) {
        return switch (attempts) {
            case MERGE -> NewResult.Repeat.ATTEMPT;
            case KEEP -> NewResult.Repeat.SEPARATE;
            case DIALECT ->
                switch (parsed.repeat()) {
                    case ATTEMPT -> NewResult.Repeat.ATTEMPT;
                    case AFTER_FAILURE -> NewResult.Repeat.AFTER_FAILURE;
                };
        };
    }

    private ResultDetail detail(ParsedCase.Detail detail) {
        boolean keep = attempts == Attempts.KEEP;
        List<ParsedCase.Attempt> earlier = keep ? List.of() : detail.attempts();
        Integer suite = detail.suite();
        return new ResultDetail(
                detail.reportedName(),
                detail.file(),
                detail.line(),
                detail.ranAt(),
                detail.flaky() && !keep,
                suite == null ? null : firstSuite + suite,
                earlier.subList(Math.max(0, earlier.size() - ResultDetail.MOST_ATTEMPTS), earlier.size()).stream()
                        .map(attempt -> new ResultDetail.Attempt(
                                ResultStatus.FAILED,
                                micros(attempt.duration()),
                                orEmpty(attempt.message()),
                                orEmpty(attempt.output())))
                        .toList(),
                detail.attachments(),
                detail.properties());
    }

    private static @Nullable Long micros(@Nullable Duration duration) {
        return duration == null ? null : duration.toNanos() / 1000;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
