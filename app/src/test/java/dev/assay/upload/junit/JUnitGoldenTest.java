package dev.assay.upload.junit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.assay.upload.naming.Repeat;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each folder is a test: {@code report.xml} or {@code report.xml.gz}, what is read from it in {@code expected.json},
 * and {@code limit.txt} for another limit of texts than usual. The test fails for any other file.
 */
class JUnitGoldenTest {
    private static final Path ROOT = Path.of("src/test/golden/upload");
    private static final boolean RENEW = Boolean.getBoolean("golden.renew");
    private static final String HOW_TO_RENEW =
            "renew with: scripts/test -Dgolden.renew=true -Dtest=JUnitGoldenTest  (then read the diff)";

    @ParameterizedTest
    @MethodSource("folders")
    void reportReadsAsExpected(Path folder) throws Exception {
        Set<String> unread = names(folder);
        unread.remove("limit.txt");
        unread.remove("expected.json");
        unread.remove(unread.contains("report.xml.gz") ? "report.xml.gz" : "report.xml");
        assertThat(unread).as("files that nothing reads in %s", folder).isEmpty();

        String actual = read(folder);
        Path expected = folder.resolve("expected.json");
        if (RENEW) {
            Files.writeString(expected, actual);
        }
        assertThat(Files.exists(expected))
                .as("%s is missing; %s", expected, HOW_TO_RENEW)
                .isTrue();
        assertThat(actual).as("%s; %s", folder, HOW_TO_RENEW).isEqualTo(Files.readString(expected));
    }

    @Test
    void everyDialectWeNameIsThere() throws IOException {
        assertThat(folders().map(folder -> folder.getFileName().toString()))
                .contains("surefire", "surefire-reruns", "gradle", "pytest", "gotestsum", "jest-junit", "mocha")
                .contains("googletest", "ctest", "phpunit", "bazel", "dotnet", "cypress", "playwright", "rspec");
        try (Stream<Path> stray = Files.list(ROOT).filter(Files::isRegularFile)) {
            assertThat(stray).as("files outside a case").isEmpty();
        }
    }

    static Stream<Path> folders() throws IOException {
        try (Stream<Path> folders = Files.list(ROOT)) {
            return folders.filter(Files::isDirectory).sorted().toList().stream();
        }
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Set<String> names = new TreeSet<>();
            files.forEach(file -> names.add(file.getFileName().toString()));
            return names;
        }
    }

    private static String read(Path folder) throws Exception {
        Path compressed = folder.resolve("report.xml.gz");
        Path report = Files.exists(compressed) ? compressed : folder.resolve("report.xml");
        Path limit = folder.resolve("limit.txt");
        int textLimit =
                Files.exists(limit) ? Integer.parseInt(Files.readString(limit).strip()) : CaseText.LIMIT;
        try (InputStream body = Files.newInputStream(report);
                InputStream plain = report == compressed ? new GZIPInputStream(body) : body;
                JUnitReader reader = new JUnitReader(plain, textLimit)) {
            List<ParsedCase> cases = new ArrayList<>();
            for (ParsedCase next = reader.next(); next != null; next = reader.next()) {
                cases.add(next);
            }
            return json(reader.totals(), cases, reader.suites(), reader.warnings());
        }
    }

    private static String json(
            ReportTotals totals, List<ParsedCase> cases, List<JUnitReader.SuiteDetail> suites, Warnings warnings)
            throws IOException {
        StringWriter text = new StringWriter();
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentArraysWith(indenter);
        printer.indentObjectsWith(indenter);
        try (JsonGenerator json = new JsonFactory().createGenerator(text).setPrettyPrinter(printer)) {
            json.writeStartObject();
            json.writeNumberField("cases", totals.cases());
            json.writeNumberField("passed", totals.passed());
            json.writeNumberField("failed", totals.failed());
            json.writeNumberField("skipped", totals.skipped());
            field(json, "started_at", totals.startedAt());
            field(json, "duration", totals.duration());
            json.writeArrayFieldStart("results");
            for (ParsedCase result : cases) {
                json.writeStartObject();
                json.writeStringField("name", result.name());
                field(json, "suite", result.suite());
                json.writeStringField("status", result.status().name());
                field(json, "duration", result.duration());
                field(json, "message", result.message());
                field(json, "output", result.output());
                json.writeNumberField("line", result.line());
                write(json, result.detail());
                if (result.repeat() == Repeat.ATTEMPT) {
                    json.writeStringField("repeat", "ATTEMPT");
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            write(json, suites);
            if (warnings.total() > 0) {
                write(json, warnings);
            }
            json.writeEndObject();
        }
        return text + "\n";
    }

    private static void write(JsonGenerator json, ParsedCase.Detail detail) throws IOException {
        optional(json, "reported_name", detail.reportedName());
        optional(json, "file", detail.file());
        optional(json, "source_line", detail.line());
        optional(json, "ran_at", detail.ranAt());
        optional(json, "flaky", detail.flaky() ? true : null);
        optional(json, "of_suite", detail.suite());
        for (ParsedCase.Attempt attempt : detail.attempts()) {
            optional(
                    json, "attempt", "%s | %s | %s".formatted(attempt.duration(), attempt.message(), attempt.output()));
        }
        optional(json, "attachments", detail.attachments().isEmpty() ? null : detail.attachments());
        optional(json, "properties", detail.properties().isEmpty() ? null : detail.properties());
    }

    private static void write(JsonGenerator json, List<JUnitReader.SuiteDetail> suites) throws IOException {
        if (suites.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("suites");
        for (JUnitReader.SuiteDetail suite : suites) {
            json.writeString("%d %s | %s | %s | %s | %s"
                    .formatted(
                            suite.position(),
                            suite.name(),
                            suite.host(),
                            suite.ranAt(),
                            suite.properties(),
                            suite.output()));
        }
        json.writeEndArray();
    }

    private static void optional(JsonGenerator json, String name, @Nullable Object value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value.toString());
        }
    }

    private static void write(JsonGenerator json, Warnings warnings) throws IOException {
        json.writeArrayFieldStart("warnings");
        for (Warning warning : warnings.listed()) {
            json.writeString("%d %s: %s".formatted(warning.line(), warning.kind(), warning.detail()));
        }
        json.writeEndArray();
        json.writeArrayFieldStart("quarantined");
        for (Quarantined record : warnings.quarantined()) {
            json.writeString("%d %s %s".formatted(record.line(), record.reason(), record.text()));
        }
        json.writeEndArray();
    }

    private static void field(JsonGenerator json, String name, @Nullable Object value) throws IOException {
        json.writeStringField(name, value == null ? null : value.toString());
    }
}
