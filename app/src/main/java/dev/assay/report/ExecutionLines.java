package dev.assay.report;

import dev.assay.database.CopyRow;
import dev.assay.outcome.ExecutionStatus;
import dev.assay.web.stream.Bytes;
import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes executions as lines of JSON, for v2. */
@Singleton
final class ExecutionLines implements Reports.ExecutionFormat {
    private final JsonMapper json;
    private final ReportEvents events;

    ExecutionLines(JsonMapper json, ReportEvents events) {
        this.json = json;
        this.events = events;
    }

    /** One line. */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "ExecutionReportLine")
    record Line(
            Artefact artefact,
            TestExecution testExecution,
            Environment environment,
            EnvironmentReview environmentReview,
            List<ReportEvents.Event> events) {}

    @Serdeable
    @Schema(name = "ExecutionReportArtefact")
    record Artefact(
            String family,
            int id,
            String name,
            String version,
            String status,
            String track,
            String stage,
            String series,
            String repo,
            String os) {}

    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "ExecutionReportTestExecution")
    record TestExecution(
            int id,
            ExecutionStatus status,
            @Nullable String ciLink,
            @Nullable String c3Link,
            @Nullable String checkboxVersion,
            String testPlan,
            Instant createdAt) {}

    @Serdeable
    @Schema(name = "ReportEnvironment")
    record Environment(String name, String architecture) {}

    /** @param reviewDecision empty if there is no decision yet */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "ReportEnvironmentReview")
    record EnvironmentReview(List<String> reviewDecision, String reviewComment) {}

    @Override
    public void begin(Bytes out) {
        // Nothing comes before the first line
    }

    @Override
    public void row(CopyRow row, Bytes out) {
        write(json, line(row), out);
    }

    static void write(JsonMapper json, Object line, Bytes out) {
        try {
            json.writeValue(out, line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.write('\n');
    }

    /** Reads a time as PostgreSQL writes it, with a blank and without a zone. */
    static Instant instant(CopyRow row, int column) {
        return Instant.parse(row.must(column).replace(' ', 'T') + "Z");
    }

    private Line line(CopyRow row) {
        String decisions = row.must(19);
        return new Line(
                new Artefact(
                        row.must(0),
                        row.number(1),
                        row.must(2),
                        row.must(3),
                        row.must(4),
                        row.must(5),
                        row.must(6),
                        row.must(7),
                        row.must(8),
                        row.must(9)),
                new TestExecution(
                        row.number(10),
                        ExecutionStatus.valueOf(row.must(11)),
                        row.text(12),
                        row.text(13),
                        row.text(14),
                        row.must(15),
                        instant(row, 16)),
                new Environment(row.must(17), row.must(18)),
                new EnvironmentReview(
                        decisions.isEmpty() ? List.of() : List.of(decisions.split(",", -1)), row.must(20)),
                events.of(row.text(21)).stream().map(ReportEvents.Event::zoned).toList());
    }
}
