package dev.assay.upload;

import static dev.assay.access.Permission.CHANGE_TEST;

import dev.assay.access.Caller;
import dev.assay.access.Permit;
import dev.assay.execution.NewExecution;
import dev.assay.execution.StartFields;
import dev.assay.platform.IndexedText;
import dev.assay.result.Counts;
import dev.assay.upload.UploadWarnings.UploadWarning;
import dev.assay.upload.junit.BrokenReport;
import dev.assay.upload.junit.Warning;
import dev.assay.web.Fault;
import dev.assay.web.Host;
import dev.assay.web.JsonApi;
import dev.assay.web.Problem;
import dev.assay.web.input.Dialect;
import dev.assay.web.input.InvalidInput;
import dev.assay.web.input.Loc;
import dev.assay.web.input.Violation;
import dev.assay.web.input.Violations;
import dev.assay.web.intake.UploadRefusal;
import dev.assay.web.request.Bodies;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Receives result files, one per request. */
@Controller("/v2/uploads")
@Tag(name = "uploads")
@JsonApi
class UploadController {
    private static final String KEY = "Idempotency-Key";
    private static final String PART = "part";
    private static final int LONGEST = 200;
    /** In bytes: the name is in an index. */
    private static final int LONGEST_PART = 1_000;

    private static final List<String> FORMATS =
            Arrays.stream(ReportFormat.values()).map(ReportFormat::wire).toList();

    private final Uploads uploads;
    private final Host host;

    UploadController(Uploads uploads, Host host) {
        this.uploads = uploads;
        this.host = host;
    }

    /**
     * @param counts the counts of this file
     * @param url the URL of the execution
     * @param resultsUrl the URL of its results, with duration, message and output
     * @param warnings what the sender should know, such as texts that were changed; at most 20
     * @param warningsTotal the number of all warnings
     */
    @Serdeable(naming = SnakeCaseStrategy.class)
    record Receipt(
            int testExecutionId,
            CountsResponse counts,
            String url,
            String resultsUrl,
            List<WarningResponse> warnings,
            long warningsTotal) {}

    /**
     * What a sender should know about an upload that was stored.
     *
     * @param kind for programs: {@code shortened}, or {@code replaced} if the part had other content before
     * @param line the line in the file; null if it is not about a line
     * @param detail what was done
     */
    @Serdeable
    @Schema(name = "UploadWarning")
    record WarningResponse(String kind, @Nullable Integer line, String detail) {
        static WarningResponse from(UploadWarning warning) {
            return new WarningResponse(warning.kind(), warning.line(), warning.detail());
        }

        static List<WarningResponse> list(UploadWarnings warnings) {
            return warnings.listed().stream().map(WarningResponse::from).toList();
        }
    }

    /** The number of results, in all and of each status. */
    @Serdeable
    @Schema(name = "Counts")
    record CountsResponse(long total, long passed, long failed, long skipped) {
        static CountsResponse from(Counts counts) {
            return new CountsResponse(counts.total(), counts.passed(), counts.failed(), counts.skipped());
        }
    }

    /**
     * Store a JUnit XML file, plain or gzip. The query says what was tested, with the fields of start-test: {@code
     * family} and its key, {@code environment}, and optionally {@code arch}, {@code test_plan}, {@code ci_link}, and
     * {@code metadata=category:value}, which can be repeated. With {@code partial=true}, the file does not complete the
     * execution. {@code part} names the file among those of one {@code ci_link}: sent again, it replaces what it stored
     * before. A file that is sent again with the same {@code Idempotency-Key}, or that has the content that its part has
     * already, gets the same response and is stored once.
     */
    @Post
    @Permit(CHANGE_TEST)
    @TakesReport
    @Operation(operationId = "upload")
    HttpResponse<Receipt> post(HttpRequest<?> request, Caller caller) throws IOException {
        return receive(request, caller);
    }

    /** Same as POST, for {@code curl -T}. */
    @Put
    @Permit(CHANGE_TEST)
    @TakesReport
    @Operation(operationId = "upload_put")
    HttpResponse<Receipt> put(HttpRequest<?> request, Caller caller) throws IOException {
        return receive(request, caller);
    }

    private HttpResponse<Receipt> receive(HttpRequest<?> request, Caller caller) throws IOException {
        String key = key(request);
        Map<String, List<String>> parameters = given(request);
        Violations violations = new Violations(Dialect.strict());
        List<Warning> warnings = new ArrayList<>();
        NewExecution start = start(parameters, warnings, violations);
        String part = part(parameters, warnings, violations);
        Map<String, List<String>> metadata = metadata(parameters.getOrDefault("metadata", List.of()), violations);
        oneOf(parameters, "partial", List.of("true", "false"), violations);
        oneOf(parameters, "format", FORMATS, violations);
        oneOf(parameters, "attempts", List.of("dialect", "merge", "keep"), violations);
        if (start == null || !violations.isEmpty()) {
            throw new InvalidInput(violations);
        }
        boolean partial = Boolean.parseBoolean(last(parameters, "partial", "false"));
        ReportFormat format =
                ReportFormat.of(last(parameters, "format", "junit")).orElseThrow();
        try (InputStream body = Bodies.received(request)) {
            return answer(
                    request,
                    uploads.receive(new Upload(
                            Upload.By.caller(caller),
                            key,
                            start,
                            metadata,
                            format,
                            part,
                            partial,
                            warnings,
                            parameters,
                            body)));
        }
    }

    private HttpResponse<Receipt> answer(HttpRequest<?> request, UploadOutcome outcome) {
        return switch (outcome) {
            case UploadOutcome.Stored(int execution, Counts counts, UploadWarnings warnings, boolean repeated) -> {
                String url = host.base(request) + "/v1/test-executions/" + execution;
                String results = host.base(request) + "/v2/test-executions/" + execution + "/test-results";
                MutableHttpResponse<Receipt> answer = HttpResponse.created(new Receipt(
                                execution,
                                CountsResponse.from(counts),
                                url,
                                results,
                                WarningResponse.list(warnings),
                                warnings.total()))
                        .header("Location", url);
                yield repeated ? answer.header("Idempotent-Replayed", "true") : answer;
            }
            case UploadOutcome.Broken(BrokenReport report) -> throw broken(report);
            case UploadOutcome.NotStarted(String reason) ->
                throw new Fault(
                        Problem.TEST_NOT_STARTED, reason, "Correct the parameters; nothing of the file was stored");
            case UploadOutcome.Contradicted(String reason) ->
                throw new Fault(
                        Problem.CI_LINK_TAKEN,
                        reason,
                        "Give each CI run a ci_link of its own, or correct the parameters; nothing of the file was stored");
            case UploadOutcome.NotTaken(UploadRefusal why) -> throw why.fault();
            case UploadOutcome.KeyTaken(String key) ->
                throw new Fault(
                        Problem.IDEMPOTENCY_KEY_TAKEN,
                        "The " + KEY + " '" + key + "' was used for another upload",
                        "Use a new key for each file; the same key only to repeat the same request");
        };
    }

    private static Fault broken(BrokenReport report) {
        String place = report.line() > 0 ? "Line " + report.line() + ", column " + report.column() + ": " : "";
        return new Fault(
                Problem.UNREADABLE_REPORT, place + report.getMessage(), report.hint() + " Nothing of it was stored.");
    }

    private static @Nullable String key(HttpRequest<?> request) {
        String key = request.getHeaders().get(KEY);
        if (key != null && (key.isBlank() || key.length() > LONGEST)) {
            throw new Fault(
                    Problem.IDEMPOTENCY_KEY_INVALID,
                    KEY + " must have 1 to " + LONGEST + " characters",
                    "A UUID for each file is a good key");
        }
        return key;
    }

    /** The parameters that have a value. An empty one counts as absent: the variable that it came from was not set. */
    private static Map<String, List<String>> given(HttpRequest<?> request) {
        Map<String, List<String>> parameters = new TreeMap<>();
        request.getParameters().asMap().forEach((name, values) -> {
            List<String> given =
                    values.stream().filter(value -> !value.isEmpty()).toList();
            if (!given.isEmpty()) {
                parameters.put(name, given);
            }
        });
        return parameters;
    }

    /** A name that is too long is shortened, as other texts are. */
    private static @Nullable String part(
            Map<String, List<String>> parameters, List<Warning> warnings, Violations violations) {
        if (!parameters.containsKey(PART)) {
            return null;
        }
        String given = parameters.get(PART).getLast();
        if (given.indexOf('\0') >= 0) {
            refuse(PART, "has a NUL character, which cannot be stored", given, violations);
        }
        String kept = IndexedText.shortened(given, LONGEST_PART);
        if (!kept.equals(given)) {
            warnings.add(Warning.shortened("The name of the part", 0, given, kept));
        }
        return kept;
    }

    /**
     * Reads the parameters, which are those of start-test. Parameters that senders rarely know have defaults. Texts
     * that are too long for an index are shortened, so that the file is not lost because of them.
     */
    private static @Nullable NewExecution start(
            Map<String, List<String>> parameters, List<Warning> warnings, Violations violations) {
        Map<String, String> members = new LinkedHashMap<>();
        parameters.forEach((name, values) -> members.put(name, values.getLast()));
        members.putIfAbsent("test_plan", "default");
        StartFields.INDEXED.forEach((name, most) -> members.computeIfPresent(name, (_, text) -> {
            String kept = IndexedText.shortened(text, most);
            if (!kept.equals(text)) {
                warnings.add(Warning.shortened("The " + name, 0, text, kept));
            }
            return kept;
        }));
        return switch (StartFields.read(members)) {
            case StartFields.Outcome.Read(NewExecution start) -> start;
            case StartFields.Outcome.Wrong(List<StartFields.Mistake> mistakes) -> {
                mistakes.forEach(mistake -> violations.add(violation(mistake)));
                yield null;
            }
        };
    }

    private static Violation violation(StartFields.Mistake mistake) {
        String type = mistake.missing() ? "missing" : "refused";
        Loc place = Loc.of("query").then(mistake.field());
        return Violation.of(type, place, mistake.field() + " " + mistake.message(), JsonNode.nullNode());
    }

    private static void refuse(String parameter, String rule, String value, Violations violations) {
        Loc place = Loc.of("query").then(parameter);
        violations.add(violations.dialect().refused(parameter + " " + rule, place, JsonNode.createStringNode(value)));
    }

    private static Map<String, List<String>> metadata(List<String> pairs, Violations violations) {
        Map<String, List<String>> metadata = new LinkedHashMap<>();
        for (String pair : pairs) {
            int colon = pair.indexOf(':');
            boolean usable = colon > 0
                    && colon <= LONGEST
                    && colon < pair.length() - 1
                    && pair.length() - colon - 1 <= LONGEST
                    && pair.indexOf('\0') < 0;
            if (usable) {
                metadata.computeIfAbsent(pair.substring(0, colon), category -> new ArrayList<>())
                        .add(pair.substring(colon + 1));
            } else {
                refuse("metadata", "must be category:value, each of 1 to " + LONGEST + " characters", pair, violations);
            }
        }
        return metadata;
    }

    private static String last(Map<String, List<String>> parameters, String name, String otherwise) {
        return parameters.getOrDefault(name, List.of(otherwise)).getLast();
    }

    private static void oneOf(
            Map<String, List<String>> parameters, String name, List<String> known, Violations violations) {
        String value = last(parameters, name, known.getFirst());
        if (!known.contains(value)) {
            refuse(name, "must be " + String.join(" or ", known), value, violations);
        }
    }
}
