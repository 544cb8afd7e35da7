package dev.assay.upload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.assay.cli.Assay;
import dev.assay.testing.FreePort;
import dev.assay.testing.ProofSize;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.Together;
import dev.assay.upload.junit.RepeatedText;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Files of 35 MB, taken by a server of its own with a heap of 96 MB; in {@code scripts/proofs} of 150 MB with a heap of 256 MB. */
class LargeUploadTest {
    private static final int CASES = ProofSize.of(120_000, 500_000);
    private static final int HEAP = ProofSize.of(96, 256);
    private static final String BEGIN = "<testsuites><testsuite name='s'>";
    private static final String END = "</testsuite></testsuites>";
    private static final String OUTPUT = "x".repeat(200);
    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static int port;
    private static Process server;

    @BeforeAll
    static void start() throws Exception {
        DATABASE.execute("""
                INSERT INTO application (name, permissions, api_key, created_at, updated_at)
                VALUES ('ci', '{change_test,view_test}', 'key', now(), now())""");
        port = FreePort.next();
        ProcessBuilder command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP + "m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Assay.class.getName(),
                        "serve")
                .inheritIO();
        command.environment()
                .putAll(Map.of(
                        "DB_URL", DATABASE.dbUrl(),
                        "PORT", String.valueOf(port),
                        "METRICS_PORT", String.valueOf(FreePort.next())));
        server = command.start();
        while (!answers()) {
            assertThat(server.waitFor(100, TimeUnit.MILLISECONDS)).as("ended").isFalse();
        }
    }

    @AfterAll
    static void stop() throws Exception {
        System.out.println("server with a heap of " + HEAP + " MB: " + peak());
        server.destroy();
        assertThat(server.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void manyCasesComeInAndOutInOrder() throws Exception {
        long began = System.nanoTime();
        HttpResponse<String> answer = upload("whole", new RepeatedText(BEGIN, CASES, LargeUploadTest::numbered, END));
        System.out.println(CASES + " cases in: " + seconds(began));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(answer.body())
                .contains("\"total\":%d,\"passed\":%d,\"failed\":%d,\"skipped\":0"
                        .formatted(CASES, CASES - (CASES + 2) / 3, (CASES + 2) / 3))
                .contains("\"test_execution_id\":");

        began = System.nanoTime();
        String id = answer.body().replaceAll("\\D*(\\d+).*", "$1");
        HttpRequest list =
                request("/v1/test-executions/" + id + "/test-results").build();
        try (InputStream body = HTTP.send(list, BodyHandlers.ofInputStream()).body()) {
            assertThat(namesInOrder(body)).isEqualTo(CASES);
        }
        System.out.println(CASES + " results out: " + seconds(began));

        began = System.nanoTime();
        HttpRequest search =
                request("/v1/test-executions?artefact_versions=whole").build();
        try (InputStream body = HTTP.send(search, BodyHandlers.ofInputStream()).body()) {
            assertThat(names(body)).isEqualTo(CASES);
        }
        System.out.println(CASES + " results found with their execution: " + seconds(began));
    }

    /** The number of the file's cases that a response names. */
    private static int names(InputStream body) throws IOException {
        int found = 0;
        try (JsonParser json = new JsonFactory().createParser(body)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                boolean name = token == JsonToken.VALUE_STRING && "name".equals(json.currentName());
                found += name && json.getText().startsWith("org.example.Large.case ") ? 1 : 0;
            }
        }
        return found;
    }

    @Test
    void aFileCutShortAtTheEndLeavesNothing() throws Exception {
        String rows = "SELECT (SELECT count(*) FROM test_result), (SELECT count(*) FROM test_case),"
                + " (SELECT count(*) FROM artefact)";
        List<List<String>> before = DATABASE.rows(rows);
        HttpResponse<String> answer = upload("cut", new RepeatedText(BEGIN, CASES, i -> numbered(-i), "<testcase"));
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("ends too early", "Nothing of it was stored");
        assertThat(DATABASE.rows(rows)).isEqualTo(before);
    }

    @Test
    void newCasesInOppositeOrderDoNotBlockEachOther() {
        int cases = 30_000;
        List<HttpResponse<String>> answers = Together.call(4, i -> {
            IntFunction<String> same = n -> "<testcase classname='shared' name='%d'/>".formatted(n);
            IntFunction<String> piece = i % 2 == 0 ? same : n -> same.apply(cases - 1 - n);
            return upload("together" + i, new RepeatedText(BEGIN, cases, piece, END));
        });
        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(201);
        assertThat(DATABASE.strings("SELECT count(*) FROM test_case WHERE name LIKE 'shared.%'"))
                .containsExactly("30000");
    }

    private static String numbered(int i) {
        return "<testcase classname=\"org.example.Large\" name=\"case " + i + "\" time=\"0.01\">"
                + (i % 3 == 0 ? "<failure message=\"broke\"/>" : "") + "<system-out>" + OUTPUT
                + "</system-out></testcase>\n";
    }

    private static int namesInOrder(InputStream body) throws IOException {
        int found = 0;
        try (JsonParser json = new JsonFactory().createParser(body)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.VALUE_STRING && "name".equals(json.currentName())) {
                    if (!json.getText().equals("org.example.Large.case " + found)) {
                        return -found;
                    }
                    found++;
                }
            }
        }
        return found;
    }

    private static HttpResponse<String> upload(String version, InputStream file) {
        String path = "/v2/uploads?family=generic&name=large&environment=ci&version=" + version;
        try {
            return HTTP.send(
                    request(path).PUT(BodyPublishers.ofInputStream(() -> file)).build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Authorization", "Bearer key");
    }

    private static boolean answers() throws InterruptedException {
        try {
            return HTTP.send(request("/v1/version").build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static String peak() throws IOException {
        List<String> status = new ArrayList<>(Files.readAllLines(Path.of("/proc", "" + server.pid(), "status")));
        status.removeIf(line -> !line.startsWith("VmHWM"));
        return status.getFirst();
    }

    private static String seconds(long began) {
        return "%.1f s".formatted((System.nanoTime() - began) / 1e9);
    }
}
