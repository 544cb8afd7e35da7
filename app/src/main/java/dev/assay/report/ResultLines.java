package dev.assay.report;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.assay.database.CopyRow;
import dev.assay.outcome.ExecutionStatus;
import dev.assay.outcome.ResultStatus;
import dev.assay.web.stream.Bytes;
import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes the results of one report as lines of JSON, for v2. The fields of an execution are formatted once. Texts of a
 * result are copied as the database sent them, without decoding.
 */
final class ResultLines implements Reports.ResultFormat<ResultLines.Described> {
    private static final JsonFactory LINES = new JsonFactory().setRootValueSeparator("");

    private static final int DATE = 10;
    private static final int LONGEST_TIME = 32;

    private final JsonMapper json;
    private final byte[] time = new byte[LONGEST_TIME];
    private @Nullable JsonGenerator generator;

    ResultLines(JsonMapper json) {
        this.json = json;
    }

    /** The fields that all results of an execution share, as JSON. */
    record Described(SerializableString artefact, SerializableString execution, SerializableString environment) {}

    /** One line, for the API description only. */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "ResultReportLine")
    record Line(
            Artefact artefact,
            TestExecution testExecution,
            ExecutionLines.Environment environment,
            TestCase testCase,
            TestResult testResult) {}

    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "ResultReportArtefact")
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
            String os,
            Instant createdAt) {}

    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "ResultReportTestExecution")
    record TestExecution(
            int id,
            ExecutionStatus status,
            @Nullable String c3Link,
            @Nullable String checkboxVersion,
            String testPlan) {}

    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "ReportTestCase")
    record TestCase(String templateId, String name, String category) {}

    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "ReportTestResult")
    record TestResult(int id, ResultStatus status, Instant createdAt) {}

    @Override
    public void begin(Bytes out) {
        // Nothing comes before the first line
    }

    @Override
    public Described execution(CopyRow row) {
        return new Described(
                value(new Artefact(
                        row.must(1),
                        row.number(2),
                        row.must(3),
                        row.must(4),
                        row.must(5),
                        row.must(6),
                        row.must(7),
                        row.must(8),
                        row.must(9),
                        row.must(10),
                        ExecutionLines.instant(row, 11))),
                value(new TestExecution(
                        row.number(0),
                        ExecutionStatus.valueOf(row.must(12)),
                        row.text(13),
                        row.text(14),
                        row.must(15))),
                value(new ExecutionLines.Environment(row.must(16), row.must(17))));
    }

    @Override
    public void row(Described execution, CopyRow row, Bytes out) {
        try {
            JsonGenerator line = generator(out);
            line.writeStartObject();
            line.writeFieldName("artefact");
            line.writeRawValue(execution.artefact());
            line.writeFieldName("test_execution");
            line.writeRawValue(execution.execution());
            line.writeFieldName("environment");
            line.writeRawValue(execution.environment());
            line.writeObjectFieldStart("test_case");
            text(line, "template_id", row, 2);
            text(line, "name", row, 3);
            text(line, "category", row, 4);
            line.writeEndObject();
            line.writeObjectFieldStart("test_result");
            line.writeNumberField("id", row.number(1));
            text(line, "status", row, 5);
            line.writeFieldName("created_at");
            time(line, row, 6);
            line.writeEndObject();
            line.writeEndObject();
            line.writeRaw('\n');
            line.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void text(JsonGenerator line, String name, CopyRow row, int column) throws IOException {
        line.writeFieldName(name);
        line.writeUTF8String(row.bytes(), row.from(column), row.to(column) - row.from(column));
    }

    /** Writes a time such as {@code 2026-05-02 07:41:10.004} in ISO 8601. */
    private void time(JsonGenerator line, CopyRow row, int column) throws IOException {
        int length = row.to(column) - row.from(column);
        System.arraycopy(row.bytes(), row.from(column), time, 0, length);
        time[DATE] = 'T';
        time[length] = 'Z';
        line.writeUTF8String(time, 0, length + 1);
    }

    private SerializableString value(Object value) {
        try {
            return new SerializedString(json.writeValueAsString(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The generator, which is created once for the report. */
    private JsonGenerator generator(Bytes out) throws IOException {
        if (generator == null) {
            generator = LINES.createGenerator(out, JsonEncoding.UTF8);
        }
        return generator;
    }
}
