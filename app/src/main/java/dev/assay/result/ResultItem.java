package dev.assay.result;

import dev.assay.outcome.ResultStatus;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A result as v2 shows it.
 *
 * @param durationSeconds the duration, to the microsecond; null if the report has none
 * @param message for people: why the test failed or was skipped
 * @param output what the test printed
 * @param category the category that came with this result
 * @param uploadId the upload that brought the result; null if it came through v1
 * @param part the name of the part of the execution that the result belongs to; null for none
 * @param reportedName the name in the file; null if it is the same as the name
 * @param file the source file of the test
 * @param line the line in the source file
 * @param ranAt when the test began
 * @param flaky true if the test passed after a failed attempt
 * @param attempts the attempts before the last one, the first one first; the fields of the result are those of the last
 * @param attachments paths of files that the test left
 * @param properties what the report says about the test, by name
 * @param suiteId of a failed result: the suite around it, which may have output of its own
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@Schema(name = "TestResult")
public record ResultItem(
        int id,
        String name,
        ResultStatus status,
        @Nullable BigDecimal durationSeconds,
        String message,
        String output,
        String category,
        String templateId,
        @Nullable Integer uploadId,
        @Nullable String part,
        @Nullable String reportedName,
        @Nullable String file,
        @Nullable Integer line,
        @Nullable Instant ranAt,
        boolean flaky,
        List<Attempt> attempts,
        List<String> attachments,
        Map<String, String> properties,
        @Nullable Long suiteId,
        Instant createdAt) {

    /**
     * A run of a test before the last one.
     *
     * @param durationSeconds the duration, to the microsecond; null if the report has none
     * @param message for people: why the test failed
     * @param output what the test printed
     */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "Attempt")
    record Attempt(ResultStatus status, @Nullable BigDecimal durationSeconds, String message, String output) {
        static Attempt from(ResultDetail.Attempt attempt) {
            return new Attempt(
                    attempt.status(), seconds(attempt.durationMicros()), attempt.message(), attempt.output());
        }
    }

    /** @param more its details; null if it has none */
    public static ResultItem from(TestResult row, @Nullable DetailRow more) {
        ResultDetail detail =
                more == null ? ResultDetail.NONE : Objects.requireNonNullElse(more.detail(), ResultDetail.NONE);
        return new ResultItem(
                row.id(),
                row.name(),
                row.status(),
                seconds(row.durationMicros()),
                row.comment(),
                row.ioLog(),
                Objects.requireNonNullElse(row.ownCategory(), row.category()),
                row.templateId(),
                row.uploadId(),
                row.part(),
                detail.reportedName(),
                detail.file(),
                detail.line(),
                detail.ranAt(),
                detail.flaky(),
                detail.attempts().stream().map(Attempt::from).toList(),
                detail.attachments(),
                detail.properties(),
                more == null ? null : more.suite(),
                row.createdAt());
    }

    private static @Nullable BigDecimal seconds(@Nullable Long micros) {
        return micros == null ? null : BigDecimal.valueOf(micros, 6);
    }
}
