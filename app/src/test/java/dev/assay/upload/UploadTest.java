package dev.assay.upload;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static dev.assay.upload.UploadRequest.failed;
import static dev.assay.upload.UploadRequest.passed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadTest {
    private static final List<String> FAMILIES = StartBody.FAMILIES;
    private static final String FULL = """
            <testcase classname="c" name="full" time="1.5"><failure message="too short">at line 7</failure>\
            <system-out>said</system-out></testcase>""";

    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_TEST);

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT"})
    void theAnswerSaysWhatWasStoredAndWhere(String method) {
        UploadRequest upload =
                UploadRequest.of(FULL, passed("a"), passed("b"), "<testcase name='s'><skipped/></testcase>");

        TestResponse answer = client.send(method, upload.path(), BodyPublishers.ofByteArray(upload.file()));

        int id = answer.number("test_execution_id");
        String url = server.uri() + "/v1/test-executions/" + id;
        String results = server.uri() + "/v2/test-executions/" + id + "/test-results";
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo(url);
        assertThat(answer.header("Idempotent-Replayed")).isEmpty();
        assertThat(answer.body()).isEqualTo("""
                {"test_execution_id":%d,"counts":{"total":4,"passed":2,"failed":1,"skipped":1},"url":"%s","results_url":"%s","warnings":[],"warnings_total":0}\
                """.formatted(id, url, results));
        assertThat(client.get(answer.text("url").replace(server.uri().toString(), ""))
                        .number("id"))
                .isEqualTo(id);
        assertThat(client.get(answer.text("results_url").replace(server.uri().toString(), ""))
                        .at("items")
                        .size())
                .isEqualTo(4);
    }

    @Test
    void v1ShowsMessageAndOutput() {
        int id = UploadRequest.of(FULL, passed("a")).store(client);

        TestResponse results = client.get("/v1/test-executions/" + id + "/test-results");

        assertThat(results.text(0, "name")).isEqualTo("c.full");
        assertThat(results.text(0, "status")).isEqualTo("FAILED");
        assertThat(results.text(0, "comment")).isEqualTo("too short\nat line 7");
        assertThat(results.text(0, "io_log")).isEqualTo("said");
        assertThat(results.text(0, "category")).isEqualTo("s");
        assertThat(results.text(1, "name")).isEqualTo("c.a");
        assertThat(results.text(1, "comment") + results.text(1, "io_log")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"<failure/>, FAILED", "<error/>, FAILED", "<skipped/>, PASSED", "'', PASSED"})
    void theStatusFollowsFromTheResults(String outcome, String status) {
        int id = UploadRequest.of("<testcase name='x'>" + outcome + "</testcase>", passed("a"))
                .store(client);
        assertThat(status(id)).isEqualTo(status);
    }

    @Test
    void aFileWithoutCasesEndsTheExecutionPrematurely() {
        assertThat(status(UploadRequest.of().store(client))).isEqualTo("ENDED_PREMATURELY");
    }

    @Test
    void casesAreIdentifiedByClassAndName() {
        int id = UploadRequest.of(
                        "<testcase classname='one' name='a'/>",
                        "<testcase classname='two' name='a'/>",
                        "<testcase name='a'/>",
                        "<testcase classname='one' name='a'><failure/></testcase>")
                .store(client);
        assertThat(results(id)).containsExactly("one.a PASSED", "two.a PASSED", "s.a PASSED", "one.a FAILED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gzip"})
    void gzipIsRecognisedByItsContent(String encoding) {
        UploadRequest upload = UploadRequest.of(passed("a"), failed("b")).gzip();
        int id = upload.store(encoding.isEmpty() ? client : client.with("Content-Encoding", encoding));
        assertThat(results(id)).containsExactly("c.a PASSED", "c.b FAILED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gzip"})
    void gzipMayUnpackToMoreThanAJsonBodyMayHave(String encoding) throws IOException {
        byte[] begin = packed("<testsuite name='s'><testcase classname='c' name='a'><system-out>");
        byte[] megabyte = packed(IntStream.range(0, 262)
                .mapToObj(i -> UUID.randomUUID() + "x".repeat(4_000))
                .collect(Collectors.joining()));
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(begin);
        for (int i = 0; i < 70; i++) {
            file.write(megabyte);
        }
        file.write(packed("</system-out></testcase></testsuite>"));
        int id = UploadRequest.of()
                .file(file.toByteArray())
                .store(encoding.isEmpty() ? client : client.with("Content-Encoding", encoding));
        assertThat(results(id)).containsExactly("c.a PASSED");
    }

    private static byte[] packed(String text) {
        return UploadRequest.of().file(UploadRequest.utf8(text)).gzip().file();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/xml", "application/octet-stream", "application/x-www-form-urlencoded", "nonsense"})
    void anyTypeWillDo(String type) {
        int id = UploadRequest.of(passed("a")).store(client.with("Content-Type", type));
        assertThat(results(id)).containsExactly("c.a PASSED");
    }

    @Test
    void lengthNeedNotBeKnown() {
        UploadRequest upload = UploadRequest.of(passed("a"));
        TestResponse answer = client.send(
                "PUT", upload.path(), BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(upload.file())));
        assertThat(results(answer.number("test_execution_id"))).containsExactly("c.a PASSED");
    }

    @Test
    void aClientThatExpectsContinueGetsIt() throws IOException {
        UploadRequest upload = UploadRequest.of(passed("a"));
        try (Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(UploadRequest.utf8("""
                    PUT %s HTTP/1.1\r
                    Host: x\r
                    Authorization: %s\r
                    Content-Length: %d\r
                    Expect: 100-continue\r
                    Connection: close\r
                    \r
                    """.formatted(
                            upload.path(), client.headers().get("Authorization"), upload.file().length)));
            String interim = new String(socket.getInputStream().readNBytes(25), StandardCharsets.US_ASCII);
            assertThat(interim).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            socket.getOutputStream().write(upload.file());
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 201 Created");
        }
    }

    @Test
    void metadataIsAddedInPairs() {
        int id = UploadRequest.of(passed("a"))
                .with("metadata", "kernel:6.8")
                .with("metadata", "kernel:6.9")
                .with("metadata", "url:http://x:80/")
                .store(client);
        assertThat(client.get("/v1/test-executions/" + id).body())
                .contains("\"execution_metadata\":{\"kernel\":[\"6.8\",\"6.9\"],\"url\":[\"http://x:80/\"]}");
    }

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void everyFamilyIsNamedAsInStartTest(String family) {
        StartBody about = StartBody.of(family);
        int uploaded = UploadRequest.of(passed("a")).about(about).store(client);
        int started = about.start(client);
        assertThat(subject(uploaded)).isEqualTo(subject(started)).startsWith(family);
    }

    @Test
    void anOciImageIsKnownByItsDigest() {
        StartBody about = StartBody.of("oci");
        int first = UploadRequest.of(passed("a")).about(about).store(client);
        int renamed = UploadRequest.of(passed("a"))
                .about(about.with("name", "other").with("version", "other"))
                .store(client);
        assertThat(subject(renamed)).isEqualTo(subject(first));
    }

    @Test
    void aKnownImageNeedsOnlyItsSum() { // TE-START-13 to 15
        StartBody about = StartBody.of("image");
        UploadRequest brief = UploadRequest.of(passed("a"))
                .about(new StartBody(about.fields())
                        .without("name")
                        .without("version")
                        .without("os")
                        .without("release")
                        .without("owner")
                        .without("image_url")
                        .without("arch"));
        assertThat(brief.send(client).text("detail")).contains("provide the full image details");
        int first = UploadRequest.of(passed("a")).about(about).store(client);
        assertThat(subject(brief.store(client))).isEqualTo(subject(first));
        assertThat(brief.about(brief.about().with("arch", "riscv64"))
                        .send(client)
                        .status())
                .isEqualTo(422);
    }

    @Test
    void architectureAndPlanHaveDefaults() {
        UploadRequest upload = UploadRequest.of(passed("a"));
        int id = upload.about(upload.about().without("arch").without("test_plan"))
                .store(client);
        TestResponse execution = client.get("/v1/test-executions/" + id);
        assertThat(execution.text("test_plan")).isEqualTo("default");
        assertThat(execution.text("environment", "architecture")).isEqualTo("all");
    }

    @Test
    void filesOfOneLinkAreOneExecution() {
        UploadRequest first = UploadRequest.of(passed("a"), failed("b")).linked();
        int id = first.store(client);
        assertThat(status(id)).isEqualTo("FAILED");

        int again = first.file(passed("a"), passed("z")).store(client);

        assertThat(again).isEqualTo(id);
        assertThat(results(id)).containsExactly("c.a PASSED", "c.z PASSED");
        assertThat(status(id)).isEqualTo("PASSED");
    }

    @Test
    void aStartedTestIsContinued() {
        StartBody about = StartBody.of("charm").linked();
        int started = about.start(client);
        int uploaded = UploadRequest.of(passed("a")).about(about).store(client);
        assertThat(uploaded).isEqualTo(started);
        assertThat(status(started)).isEqualTo("PASSED");
    }

    @Test
    void rulesSeeTheMetadataThatCameWithTheFile() { // ARULE-10, 11
        UploadRequest upload = UploadRequest.of(failed("a"), passed("b")).with("metadata", "lab:east");
        int issue = issue(upload, "lab", "east");
        issue(upload, "lab", "west");
        int id = upload.store(client);
        assertThat(attached(id)).containsExactly("c.a " + issue);
    }

    @Test
    void aRerunThatAFileRequestsSurvivesItsRepetition() { // RERUN-1, TE-START-49
        UploadRequest upload = UploadRequest.of(failed("a")).linked().with("metadata", "lab:east");
        issue(upload, "lab", "east");
        int id = upload.store(client);
        assertThat(client.get("/v1/test-executions/" + id)
                        .at("is_rerun_requested")
                        .getBooleanValue())
                .isTrue();

        TestResponse repeated = upload.send(client);

        assertThat(repeated.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(client.get("/v1/test-executions/" + id)
                        .at("is_rerun_requested")
                        .getBooleanValue())
                .isTrue();
    }

    @Test
    void anUploadDeletesItsRerunRequest() { // TE-START-49
        UploadRequest upload = UploadRequest.of(passed("a"));
        int id = upload.store(client);
        server.database().execute("""
                INSERT INTO test_execution_rerun_request
                  (test_plan_id, artefact_build_id, environment_id, priority, created_at, updated_at)
                SELECT test_plan_id, artefact_build_id, environment_id, 5, now(), now()
                FROM test_execution WHERE id =\s""" + id);
        upload.store(client);
        assertThat(client.get("/v1/test-executions/" + id)
                        .at("is_rerun_requested")
                        .getBooleanValue())
                .isFalse();
    }

    private String status(int id) {
        return client.get("/v1/test-executions/" + id).text("status");
    }

    private List<String> results(int id) {
        return server.database().strings("""
                SELECT c.name || ' ' || r.status FROM test_result r JOIN test_case c ON c.id = r.test_case_id
                WHERE r.test_execution_id = %d ORDER BY r.id""".formatted(id));
    }

    private String subject(int id) {
        return server.database().strings("""
                SELECT concat_ws(' ', a.family, a.name, a.version, a.sha256, a.digest, b.id, e.environment_id,
                                 e.test_plan_id)
                FROM test_execution e JOIN artefact_build b ON b.id = e.artefact_build_id
                JOIN artefact a ON a.id = b.artefact_id WHERE e.id = %d""".formatted(id)).getFirst();
    }

    /** An issue that requests reruns, with a rule for failed results of that artefact with this metadata. */
    private int issue(UploadRequest upload, String category, String value) {
        return Integer.parseInt(server.database()
                .strings("""
                WITH issue AS (
                  INSERT INTO issue (source, project, key, title, status, labels, auto_rerun_enabled, created_at, updated_at)
                  VALUES ('GITHUB', 'acme/%1$s', '%3$s', 'Hangs', 'OPEN', '{}', true, now(), now()) RETURNING id
                ), rule AS (
                  INSERT INTO issue_test_result_attachment_rule
                    (issue_id, enabled, families, environment_names, test_case_names, template_ids, test_result_statuses,
                     artefacts, created_at, updated_at)
                  SELECT id, true, '{}', '{}', '{}', '{}', '{FAILED}', '{%1$s}', now(), now() FROM issue
                  RETURNING id, issue_id
                )
                INSERT INTO issue_test_result_attachment_rule_execution_metadata
                  (attachment_rule_id, category, value, created_at, updated_at)
                SELECT id, '%2$s', '%3$s', now(), now() FROM rule RETURNING (SELECT issue_id FROM rule)
                """.formatted(upload.about().text("name"), category, value))
                .getFirst());
    }

    private List<String> attached(int id) {
        return server.database().strings("""
                SELECT c.name || ' ' || a.issue_id FROM issue_test_result_attachment a
                JOIN test_result r ON r.id = a.test_result_id JOIN test_case c ON c.id = r.test_case_id
                WHERE r.test_execution_id =\s""" + id);
    }
}
