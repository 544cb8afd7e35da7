package dev.assay.database;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_APPLICATION;
import static dev.assay.access.Permission.VIEW_REPORT;
import static dev.assay.access.Permission.VIEW_TEAM;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.SilentRelay;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import dev.assay.testing.Together;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A slow, locked or silent database delays the requests that need it, for a limited time, and nothing else. Has its own server with
 * short limits.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TimeLimitsTest {
    private static final String UPLOAD = "/v2/uploads?family=generic&name=n&version=1&environment=";
    private static final String REPORT = "<testsuite><testcase name='a'/></testsuite>";
    private static final String SLOW = """
            CREATE FUNCTION %1$s_slowly() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              PERFORM pg_sleep(%2$s) FROM environment WHERE name = 'slow-%1$s';
              RETURN NULL;
            END
            $$;
            CREATE TRIGGER slow AFTER INSERT ON %1$s FOR EACH STATEMENT EXECUTE FUNCTION %1$s_slowly();
            """;

    private final SilentRelay relay = new SilentRelay(TestDatabase.migrated());
    private final TestDatabase direct = relay.through();
    private final TestServer server = TestServer.start(
            relay.through(),
            Map.of(
                    "assay.database.work.request.statement", "2s",
                    "assay.database.work.request.lock", "1s",
                    "assay.database.work.request.socket", "3s",
                    "assay.database.work.bulk-write.lock", "60s",
                    "assay.database.work.report.lock", "60s",
                    "datasources.default.connection-timeout", 3_000));
    private final TestClient client = server.as(CHANGE_TEST, VIEW_TEST, VIEW_TEAM, VIEW_APPLICATION, VIEW_REPORT);

    @BeforeAll
    void makeTwoTablesSlow() {
        direct.execute(SLOW.formatted("test_plan", 30));
        direct.execute(SLOW.formatted("test_result", 3));
    }

    @AfterAll
    void close() throws IOException {
        server.close();
        relay.close();
    }

    @Test
    void aRequestEndsInTimeAndStoresNothing() {
        StartBody start = StartBody.of("generic").with("environment", "slow-test_plan");

        TestResponse answer = start.send(client);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("5");
        assertThat(answer.body()).isEqualTo("{\"detail\":\"The database took longer than this request may\"}");
        assertThat(direct.strings("SELECT 1 FROM artefact WHERE name = '" + start.text("name") + "'"))
                .isEmpty();
    }

    @Test
    void aBulkWriteMayTakeLonger() {
        TestResponse answer = client.send("POST", UPLOAD + "slow-test_result", BodyPublishers.ofString(REPORT));

        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    @Test
    void aLockedTableHoldsUpOnlyWhatNeedsIt() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection locking = lock("team")) {
            List<Future<TestResponse>> stuck = IntStream.range(0, 30)
                    .mapToObj(i -> threads.submit(() -> client.get("/v1/teams")))
                    .toList();
            until(() -> waiting() > 0);

            List<Integer> others =
                    Together.call(5, i -> client.get("/v1/applications").status());
            assertThat(others).containsOnly(200);
            assertThat(waiting())
                    .as("connections that one operation has")
                    .isPositive()
                    .isLessThanOrEqualTo(4);
            assertThat(locking.isClosed()).isFalse();
            for (Future<TestResponse> answer : stuck) {
                assertThat(answer.get().status()).isEqualTo(503);
                assertThat(answer.get().header("Retry-After")).isIn("1", "5");
            }
        }
        assertThat(client.get("/v1/teams").status()).isEqualTo(200);
    }

    /** The socket is closed while a statement waits for a lock; the statement may wait longer than this test. */
    @Test
    void anUploadIsCancelledWhenItsClientLeft() throws Exception {
        String name = "left-" + System.nanoTime();
        leave("test_case", "POST " + UPLOAD + name, REPORT);

        assertThat(direct.strings("SELECT 1 FROM environment WHERE name = '" + name + "'"))
                .as("what it had written")
                .isEmpty();
        assertThat(client.send("POST", UPLOAD + name, BodyPublishers.ofString(REPORT))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void aReportIsCancelledWhenItsClientLeft() throws Exception {
        StartBody.of("generic").start(client);
        leave("test_event", "GET /v1/reports/test-executions", "");
    }

    private void leave(String table, String request, String body) throws Exception {
        try (Connection _ = lock(table)) {
            try (Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
                socket.getOutputStream()
                        .write("""
                        %s HTTP/1.1\r
                        Host: x\r
                        Authorization: %s\r
                        Content-Length: %d\r
                        \r
                        %s""".formatted(request, client.headers().get("Authorization"), body.length(), body)
                                .getBytes(StandardCharsets.UTF_8));
                until(() -> waiting() == 1);
            }
            until(() -> waiting() == 0);
        }
    }

    @Test
    void silentConnectionsAreReplaced() {
        assertThat(client.get("/v1/teams").status()).isEqualTo(200);

        relay.silence();

        List<Integer> meanwhile = Together.call(12, i -> client.get("/v1/teams").status());
        assertThat(meanwhile).containsAnyOf(200, 503).allMatch(status -> status == 200 || status == 503);
        until(() -> Together.call(12, i -> client.get("/v1/teams").status())
                .equals(List.of(200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200)));
    }

    @Test
    void aSilentDatabaseIsAnsweredInTime() {
        TestClient probe = new TestClient(server.managementUri());

        relay.silenceAll();
        try {
            assertThat(Together.call(12, i -> client.get("/v1/teams").status())).containsOnly(503);
            assertThat(probe.get("/health/readiness").status()).isEqualTo(503);
            assertThat(probe.get("/health/liveness").status()).isEqualTo(200);
        } finally {
            relay.end();
        }
        until(() -> probe.get("/health/readiness").status() == 200
                && client.get("/v1/teams").status() == 200);
    }

    /** How many of the server's sessions wait for a lock. */
    private int waiting() {
        return Integer.parseInt(direct.strings("""
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock' AND application_name = 'assay'
                """).getFirst());
    }

    private Connection lock(String table) throws SQLException {
        Connection connection = direct.connect();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE " + table);
        }
        return connection;
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for 30 s").isLessThan(deadline);
            LockSupport.parkNanos(20_000_000);
        }
    }
}
