package dev.assay.web.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.ServerProcess;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.TestResponse;
import dev.assay.testing.Together;
import dev.assay.upload.junit.RepeatedText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** No request may end the process. Needs a process of its own, with a heap of 96 MB, that ends at the first OutOfMemoryError. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutOfMemoryTest {
    private static final String LOG = "x".repeat(1_000);

    private final TestDatabase database = TestDatabase.migrated();
    private ServerProcess server;
    private TestClient client;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        server = ServerProcess.start(
                database,
                directory.resolve("log"),
                Map.of(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError");
        client = server.client().with("Content-Type", "application/json");
    }

    @AfterAll
    void stop() throws InterruptedException {
        server.close();
    }

    @Test
    void bodiesOfCallersThatAreRefused() {
        for (String unit : List.of("[],", "{},", "0,", "\"\",", "\"x\":{},")) {
            byte[] packed = gzip((unit.startsWith("\"x") ? "{" : "[") + unit.repeat(20_000_000 / unit.length()));
            List<TestResponse> answers = Together.call(
                    8,
                    i -> client.with("Content-Encoding", "gzip")
                            .send("POST", "/v1/teams", BodyPublishers.ofByteArray(packed)));

            assertThat(answers).extracting(TestResponse::status).containsOnly(403);
        }
        stillThere();
    }

    @Test
    void bodiesThatTakeMoreThanTheyHaveBytes() {
        for (String body : List.of("[" + "[],".repeat(1_300_000) + "[]]", "[" + "0,".repeat(2_000_000) + "0]")) {
            List<TestResponse> answers = Together.call(8, i -> client.put("/v1/test-executions/start-test", body));

            assertThat(answers).extracting(TestResponse::status).isSubsetOf(413, 422, 503);
        }
        stillThere();
    }

    @Test
    void manyResultsOfSeveralCallersAtOnce() {
        int results = 10_000;
        List<Integer> executions = List.of(
                StartBody.of("snap").start(client),
                StartBody.of("snap").start(client),
                StartBody.of("snap").start(client));

        List<TestResponse> answers = Together.call(
                3,
                i -> client.send(
                        "POST",
                        "/v1/test-executions/" + executions.get(i) + "/test-results",
                        BodyPublishers.ofInputStream(() -> new RepeatedText(
                                "[",
                                results,
                                n -> (n == 0 ? "" : ",")
                                        + "{\"name\": \"case %d\", \"status\": \"PASSED\", \"io_log\": \"%s\"}"
                                                .formatted(n, LOG),
                                "]"))));

        // Two uploads of one caller are read at once, and one waits for its turn
        assertThat(answers).extracting(TestResponse::status).containsOnly(200);
        assertThat(database.strings("SELECT count(*) FROM test_result r WHERE r.test_execution_id IN (%d, %d, %d)"
                        .formatted(executions.get(0), executions.get(1), executions.get(2))))
                .containsExactly("" + 3 * results);
        stillThere();
    }

    @Test
    void readersThatAreSlow() throws IOException {
        int execution = StartBody.of("snap").start(client);
        database.execute("""
                INSERT INTO test_case (name, category, template_id, created_at, updated_at)
                SELECT 'slow ' || i, '', '', now(), now() FROM generate_series(1, 30000) i;
                INSERT INTO test_result (status, comment, io_log, test_execution_id, test_case_id, created_at, updated_at)
                SELECT 'PASSED', '', repeat('x', CASE WHEN id %% 5000 = 0 THEN 3000000 ELSE 200 END), %d, id, now(), now()
                FROM test_case WHERE name LIKE 'slow %%'""".formatted(execution));
        List<Socket> waiting = new ArrayList<>();
        for (String path : List.of(
                "/v1/test-executions?limit=1000",
                "/v1/test-executions/" + execution + "/test-results",
                "/v1/test-results?limit=1000")) {
            for (int i = 0; i < 10; i++) {
                waiting.add(ask(path));
                assertThat(waiting.getLast().getInputStream().readNBytes(1_000)).hasSize(1_000);
            }
        }
        stillThere();
        for (Socket socket : waiting) {
            socket.close();
        }
        assertThat(length("/v1/test-executions?limit=1000")).isGreaterThan(25_000_000L);
        assertThat(length("/v1/test-executions/" + execution + "/test-results")).isGreaterThan(25_000_000L);
        stillThere();
    }

    private void stillThere() {
        assertThat(client.get("/v1/version").status()).isEqualTo(200);
        assertThat(server.process().isAlive()).isTrue();
    }

    private Socket ask(String path) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4 * 1024);
        socket.setSoTimeout(60_000);
        socket.connect(
                new InetSocketAddress(server.uri().getHost(), server.uri().getPort()));
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private long length(String path) throws IOException {
        try (Socket socket = ask(path);
                InputStream answer = socket.getInputStream()) {
            return answer.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return packed.toByteArray();
    }
}
