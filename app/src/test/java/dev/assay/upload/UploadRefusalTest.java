package dev.assay.upload;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static dev.assay.upload.UploadRequest.passed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** After every refusal all tables hold as many rows as before, and the upload directory holds no file. */
class UploadRefusalTest {
    private static final int LIMIT = 4 << 20;

    @TempDir
    private static Path directory;

    private static TestServer server;
    private static TestClient client;

    private Map<String, String> before;

    @BeforeAll
    static void start() {
        server = TestServer.start(
                Map.of("assay.uploads.max-size", LIMIT, "assay.uploads.directory", directory.toString()));
        client = server.as(CHANGE_TEST);
        server.key(VIEW_TEST);
        UploadRequest.of(passed("a")).store(client.with("Idempotency-Key", "taken"));
    }

    @BeforeEach
    void count() {
        before = rows();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        assertThat(rows()).isEqualTo(before);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aCallerWithoutPermissionIsRefusedBeforeTheFileIsSent() {
        refused(UploadRequest.of(passed("a")).send(server.anonymous()), 403);
        refused(UploadRequest.of(passed("a")).send(server.anonymous().withKey("wrong")), 403);
        String answer = server.anonymous().raw("""
                PUT %s HTTP/1.1\r
                Host: x\r
                Content-Length: 1000000\r
                Expect: 100-continue\r
                Connection: close\r
                \r
                """.formatted(UploadRequest.of().path()));
        assertThat(answer).startsWith("HTTP/1.1 403 ").doesNotContain("100 Continue");
    }

    @ParameterizedTest
    @CsvSource({
        "family, other",
        "name, NONE",
        "version, NONE",
        "version, null",
        "environment, NONE",
        "family, NONE",
        "ci_link, LONG",
        "test_plan, LONG",
        "arch, LONG",
    })
    void everyWrongParameterIsNamed(String name, String value) {
        StartBody about = StartBody.of("generic");
        UploadRequest upload = UploadRequest.of(passed("a"))
                .about(
                        value.equals("NONE")
                                ? about.without(name)
                                : about.with(name, value.replace("LONG", "https://x/" + "x".repeat(200))));
        TestResponse refused = refused(upload.send(client), 422);
        assertThat(at(refused)).contains("query").contains(name.equals("family") ? "query" : name);
    }

    @Test
    void allWrongParametersAreNamedAtOnce() {
        UploadRequest upload = UploadRequest.of(passed("a")).with("metadata", "plain");
        StartBody about = upload.about().without("environment").without("version");
        assertThat(at(refused(upload.about(about).send(client), 422)))
                .contains("environment")
                .contains("version")
                .contains("metadata");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", ":value", "category:", "LONG:value", "category:LONG", "nul:\0", "n\0l:x"})
    void metadataIsAPairOfShortTexts(String pair) {
        UploadRequest upload = UploadRequest.of(passed("a"))
                .with("metadata", "a:b")
                .with("metadata", pair.replace("LONG", "x".repeat(201)));
        assertThat(at(refused(upload.send(client), 422))).contains("metadata");
    }

    @ParameterizedTest
    @CsvSource({"sha256:abc", "abc", "''"})
    void aDigestHasItsForm(String digest) {
        UploadRequest upload =
                UploadRequest.of(passed("a")).about(StartBody.of("oci").with("digest", digest));
        assertThat(at(refused(upload.send(client), 422))).contains("digest");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                             | Line 1, column 1: The file is empty",
                "plain text                                     | Line 1, column 1: ",
                "<testsuite><testcase name='a'>                 | Line 1, column 30: The file ends too early",
                "<html/>                                        | Line 1, column 1: This is XML, but not JUnit XML",
                "<testsuite><testcase name='a'></testsuite>     | Line 1, column ",
                "<testsuite><testcase name='<a b'/></testsuite> | Line 1, column ",
            })
    void aBrokenFileIsRefusedWithItsPlace(String file, String detail) {
        UploadRequest upload = UploadRequest.of().linked().file(UploadRequest.utf8(file));
        assertThat(refused(upload.send(client), 422).text("detail")).startsWith(detail);
    }

    @Test
    void aFileBrokenAfterManyCasesLeavesNone() {
        String cases = Stream.iterate(0, i -> i < 20_000, i -> i + 1)
                .map(i -> passed("x" + i))
                .reduce(new StringBuilder(), StringBuilder::append, StringBuilder::append)
                .toString();
        byte[] file = UploadRequest.report(cases);
        TestResponse refused = refused(
                UploadRequest.of()
                        .linked()
                        .file(Arrays.copyOf(file, file.length - 5))
                        .send(client),
                422);
        assertThat(refused.text("detail")).contains("ends too early");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gzip"})
    void damagedGzipIsBroken(String encoding) {
        UploadRequest upload = UploadRequest.of(passed("a"), passed("b")).gzip();
        byte[] damaged = upload.file().clone();
        damaged[damaged.length / 2] ^= 0x55;
        TestClient sender = encoding.isEmpty() ? client : client.with("Content-Encoding", encoding);
        refused(
                upload.file(Arrays.copyOf(upload.file(), upload.file().length / 2))
                        .send(sender),
                422);
        refused(upload.file(damaged).send(sender), 422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gzip"})
    void whatIsTooLargeUnpackedIsRefused(String encoding) {
        UploadRequest bomb = UploadRequest.of().file(new byte[40 << 20]).gzip();
        TestClient sender = encoding.isEmpty() ? client : client.with("Content-Encoding", encoding);
        refused(bomb.send(sender), 413);
    }

    @Test
    void somethingAfterGzipIsRefused() throws IOException {
        byte[] gzip = UploadRequest.of(passed("a")).gzip().file();
        byte[] longer = Arrays.copyOf(gzip, gzip.length + 1);
        longer[gzip.length] = 'x';
        assertThat(refused(UploadRequest.of().file(longer).send(client), 422).text("detail"))
                .contains("after");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deflate", "br", "zstd", "gzip, gzip"})
    void otherContentEncodingsAreNotKnown(String encoding) {
        TestResponse refused =
                refused(UploadRequest.of(passed("a")).send(client.with("Content-Encoding", encoding)), 415);
        assertThat(refused.text("detail")).contains(encoding);
        assertThat(refused.text("hint")).contains("gzip");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ZZ\r\n", "-1\r\n", "junk\r\n0\r\n\r\n", "FFFFFFFFF\r\n"})
    void chunksThatMakeNoSenseAreRefused(String end) {
        byte[] file = UploadRequest.of(passed("a")).file();
        String answer = client.raw("""
                POST %s HTTP/1.1\r
                Host: x\r
                Authorization: %s\r
                Transfer-Encoding: chunked\r
                \r
                %x\r
                %s\r
                """.formatted(
                                UploadRequest.of().path(),
                                client.headers().get("Authorization"),
                                file.length,
                                new String(file, StandardCharsets.UTF_8))
                + end);
        assertThat(answer)
                .startsWith("HTTP/1.1 400 ")
                .containsIgnoringCase("connection: close")
                .contains("ended early");
    }

    @Test
    void whatIsTooLargeIsRefused() {
        TestResponse refused =
                refused(UploadRequest.of().file(new byte[LIMIT + 1]).send(client), 413);
        assertThat(refused.text("detail")).contains("4,194,304 bytes");
        refused(UploadRequest.of().file(new byte[10 * LIMIT]).send(client), 413);
        assertThat(client.get("/v2/limits").number("upload_bytes")).isEqualTo(LIMIT);
    }

    @Test
    void aKeyIsForOneUpload() {
        TestClient sender = client.with("Idempotency-Key", "taken");
        assertThat(refused(UploadRequest.of(passed("other")).send(sender), 409).text("detail"))
                .contains("taken");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "LONG"})
    void aKeyIsAShortText(String key) {
        refused(
                UploadRequest.of(passed("a"))
                        .send(client.with("Idempotency-Key", key.replace("LONG", "k".repeat(201)))),
                400);
    }

    private static TestResponse refused(TestResponse response, int status) {
        assertThat(response.status()).as(response.body()).isEqualTo(status);
        assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(response.number("status")).isEqualTo(status);
        assertThat(response.text("detail") + response.text("hint")).isNotBlank();
        return response;
    }

    /** The places of all errors. */
    private static String at(TestResponse refused) {
        StringBuilder places = new StringBuilder();
        refused.at("errors")
                .values()
                .forEach(error -> error.get("at")
                        .values()
                        .forEach(step -> places.append(step.coerceStringValue()).append(' ')));
        return places.toString();
    }

    private static Map<String, String> rows() {
        List<String> tables = server.database().strings("""
                SELECT quote_ident(table_name) FROM information_schema.tables
                WHERE table_schema = 'public' AND table_type = 'BASE TABLE'""");
        return tables.stream()
                .collect(Collectors.toMap(
                        table -> table,
                        table -> server.database()
                                .strings("SELECT count(*) FROM " + table)
                                .getFirst()));
    }
}
