package dev.assay.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.ProofSize;
import dev.assay.testing.ServerProcess;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.TestServer;
import dev.assay.testing.Together;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports of many chunks are whole and in order for every client, and a slow client does not take resources. */
class ReportStreamTest {
    private static final Map<String, Object> SETTINGS = Map.of(
            "assay.access.ignore-permissions",
            "change_test,view_test,view_report",
            "datasources.default.maximum-pool-size",
            1);
    private static final String RESULTS = "/v1/reports/test-results";
    private static final String LAST_CHUNK = "\r\n0\r\n\r\n";

    /** One of the executions has 100,000 results. */
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(SETTINGS);
        arrange(server, "i = 1", "100000");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everyoneGetsEveryRowInOrder() { // REP-05, 06
        try (TestServer server = TestServer.start(SETTINGS)) {
            TestClient client = server.anonymous();
            arrange(
                    server,
                    "i % 7 = 0 OR i IN (1, 6000)",
                    "CASE i WHEN 2100 THEN 30000 WHEN 6000 THEN 9000 ELSE 2 END");
            List<String> results = server.database().strings("""
                    SELECT test_execution_id || ' case ' || test_case_id FROM test_result ORDER BY test_execution_id, id""");
            List<String> executions = server.database().strings("SELECT id FROM test_execution ORDER BY id");

            List<String> bodies = Together.call(8, i -> client.get(RESULTS).body());
            assertThat(bodies)
                    .allSatisfy(body -> assertThat(body.lines()
                                    .skip(1)
                                    .map(line -> line.split(",", -1))
                                    .map(cells -> cells[12] + " " + cells[20])
                                    .toList())
                            .isEqualTo(results));
            assertThat(client.get("/v2" + RESULTS.substring(3)).body().lines()).hasSize(results.size());
            assertThat(client.get("/v1/reports/test-executions")
                            .body()
                            .lines()
                            .skip(1)
                            .map(line -> line.split(",", -1)[10])
                            .toList())
                    .isEqualTo(executions);
        }
    }

    @Test
    void aSlowReaderHoldsNoConnection() throws IOException { // REP-06
        try (Socket slow = ask(server.uri(), RESULTS)) {
            slow.getInputStream().readNBytes(100_000);

            assertThat(server.anonymous().get("/v1/test-executions/1").status()).isEqualTo(200);

            String rest = new String(slow.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(rest).endsWith(LAST_CHUNK);
            assertThat(rest.lines().filter(line -> line.startsWith("generic,")).count())
                    .isGreaterThan(90_000);
        }
    }

    @Test
    void aFailureDuringTheReportBreaksTheConnection() throws IOException {
        try (Socket reader = ask(server.uri(), RESULTS)) {
            reader.getInputStream().readNBytes(100_000);
            server.database().execute("ALTER TABLE test_case RENAME TO gone");
            assertThat(toTheEnd(reader)).doesNotEndWith(LAST_CHUNK);
        }
        assertThat(server.anonymous().get(RESULTS).status()).isEqualTo(500);
        server.database().execute("ALTER TABLE gone RENAME TO test_case");
        assertThat(server.anonymous().get(RESULTS).status()).isEqualTo(200);
    }

    @Test
    void aClientThatDisconnectsIsReleased() throws IOException {
        for (int i = 0; i < 5; i++) {
            try (Socket reader = ask(server.uri(), RESULTS)) {
                reader.getInputStream().readNBytes(100_000);
                assertThat(open()).isPositive();
            }
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (open() > 0 && System.nanoTime() < deadline) {
            assertThat(server.anonymous().get("/v1/test-executions/1").status()).isEqualTo(200);
        }
        assertThat(open()).isZero();
    }

    private static double open() {
        return new TestClient(server.managementUri())
                .get("/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith("assay_streams_open "))
                .mapToDouble(line -> Double.parseDouble(line.split(" ")[1]))
                .sum();
    }

    @Test
    void aReportIsLargerThanTheMemory(@TempDir Path directory) throws Exception {
        int results = ProofSize.of(7_500, 20_000);
        TestDatabase database = TestDatabase.migrated();
        try (TestServer server = TestServer.start(database, SETTINGS)) {
            arrange(server, "i = 1", "" + results);
        }
        database.execute("UPDATE test_case SET name = name || repeat(' and so on', 2000)");
        try (ServerProcess server = ServerProcess.start(
                database,
                directory.resolve("log"),
                Map.of("IGNORE_PERMISSIONS", "view_test,view_report"),
                "-Xmx" + ProofSize.of(160, 256) + "m")) {
            List<Socket> waiting = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                waiting.add(ask(server.uri(), i % 2 == 0 ? RESULTS : "/v2/reports/test-results"));
                waiting.getLast().getInputStream().readNBytes(1_000);
            }
            assertThat(lines(server.uri().resolve(RESULTS))).isEqualTo(results + 1);
            assertThat(server.process().isAlive()).isTrue();
            for (Socket socket : waiting) {
                socket.close();
            }
            assertThat(lines(server.uri().resolve("/v2/reports/test-results"))).isEqualTo(results);
        }
    }

    /** Stores 6,000 executions. Those that match have this number of results. */
    private static void arrange(TestServer server, String which, String results) {
        StartBody.of("generic").start(server.anonymous());
        server.database().execute("""
                INSERT INTO test_execution (artefact_build_id, environment_id, test_plan_id, status, created_at, updated_at)
                SELECT artefact_build_id, environment_id, test_plan_id, status, created_at, updated_at
                FROM test_execution, generate_series(2, 6000);
                INSERT INTO test_case (name, category, created_at, updated_at)
                SELECT 'case ' || i, '', now(), now() FROM generate_series(1, 100) i;
                INSERT INTO test_result (status, comment, io_log, test_execution_id, test_case_id, created_at, updated_at)
                SELECT 'PASSED', '', '', i, 1 + n %% 100, now(), now()
                FROM generate_series(1, 6000) i, LATERAL generate_series(1, %s) n WHERE %s
                """.formatted(results, which));
        // With these statistics, the planner took minutes for executions without results
        server.database().execute("ANALYZE");
    }

    private static Socket ask(URI server, String path) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 * 1024);
        socket.setSoTimeout(60_000);
        socket.connect(new java.net.InetSocketAddress(server.getHost(), server.getPort()));
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** What the client received until the end, even if the connection broke. */
    private static String toTheEnd(Socket socket) {
        StringBuilder tail = new StringBuilder();
        byte[] part = new byte[8192];
        try {
            for (int n = socket.getInputStream().read(part);
                    n >= 0;
                    n = socket.getInputStream().read(part)) {
                tail.append(new String(part, 0, n, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            return tail.toString();
        }
        return tail.toString();
    }

    private static int lines(URI report) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(report).build();
        try (HttpClient http = HttpClient.newHttpClient();
                InputStream body =
                        http.send(request, BodyHandlers.ofInputStream()).body()) {
            int lines = 0;
            byte[] part = new byte[64 * 1024];
            for (int n = body.read(part); n >= 0; n = body.read(part)) {
                for (int i = 0; i < n; i++) {
                    lines += part[i] == '\n' ? 1 : 0;
                }
            }
            return lines;
        }
    }
}
