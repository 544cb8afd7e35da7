package dev.assay.service;

import static dev.assay.access.Permission.CHANGE_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.platform.Version;
import dev.assay.testing.DurableServer;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceTest {
    private final TestClient client = TestServer.shared().anonymous();

    /** SVC-01 */
    @Test
    void rootIsAJsonString() {
        TestResponse root = client.get("/");

        assertThat(root.status()).isEqualTo(200);
        assertThat(root.header("Content-Type")).isEqualTo("application/json");
        assertThat(root.body()).isEqualTo("\"test observer api\"");
    }

    /** SVC-02 */
    @ParameterizedTest
    @ValueSource(strings = {"/version", "/v1/version"})
    void versionIsThatOfTheBuild(String path) {
        assertThat(client.get(path).body()).isEqualTo("{\"version\":\"" + Version.current() + "\"}");
    }

    /** SVC-04, AUTH-6 */
    @Test
    void requiredAuthenticationRefusesOnlyAnonymousCallers() {
        try (TestServer server = TestServer.start(Map.of("assay.access.require-authentication", true))) {
            for (String path : List.of("/", "/v1/version")) {
                assertThat(server.anonymous().get(path).status()).isEqualTo(401);
                assertThat(server.anonymous().get(path).body()).isEqualTo("{\"detail\":\"Not authenticated\"}");
                assertThat(server.anonymous().withKey("to_unknown").get(path).status())
                        .isEqualTo(401);
                assertThat(server.as().get(path).status()).isEqualTo(200);
            }
            // SVC-13: probes never need it; operations with a permission answer 403 as before
            assertThat(server.anonymous().get("/health/live").status()).isEqualTo(200);
            assertThat(server.anonymous().get("/v1/test-executions/1").status()).isEqualTo(403);
            assertThat(server.anonymous().get("/v2/limits").status()).isEqualTo(200);
        }
    }

    /** SVC-10, SVC-11 */
    @Test
    void healthAnswersThisMachine() {
        assertThat(client.get("/health/live").body()).isEqualTo("{\"status\":\"live\"}");
        assertThat(client.get("/health/ready").body()).isEqualTo("{\"status\":\"ready\"}");
    }

    /** SVC-12 */
    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.7", "10.0.0.7, 127.0.0.1", "2001:db8::1", "unknown", ""})
    void healthRefusesRemoteCallersBehindALocalProxy(String peer) {
        TestResponse answer = client.with("X-Forwarded-For", peer).get("/health/live");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).isEqualTo("{\"detail\":\"Forbidden\"}");
    }

    /** SVC-12 */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void healthAnswersALocalCallerBehindALocalProxy(String peer) {
        assertThat(client.with("X-Forwarded-For", peer).get("/health/ready").status())
                .isEqualTo(200);
    }

    @Test
    void limitsAreThoseThatAreEnforced() {
        try (TestServer server =
                TestServer.start(Map.of("assay.bodies.json-size", "1KB", "assay.uploads.max-size", "1MB"))) {
            TestResponse limits = server.anonymous().get("/v2/limits");

            assertThat(limits.body())
                    .isEqualTo(
                            "{\"json_body_bytes\":1024,\"results_body_bytes\":1048576,\"upload_bytes\":1048576,\"upload_compression_ratio\":200,"
                                    + "\"large_upload_bytes\":4194304,\"large_uploads_at_once\":2,"
                                    + "\"large_upload_wait_seconds\":30,\"json_nesting\":200,"
                                    + "\"url_characters\":2083,\"errors_reported\":1000,\"log_bytes\":65536,"
                                    + "\"request_seconds\":30,\"report_seconds\":120,\"bulk_write_seconds\":600,"
                                    + "\"case_name_bytes\":2600,\"warnings_reported\":20,"
                                    + "\"abandoned_after_seconds\":86400}");
            TestResponse tooLarge =
                    server.as(CHANGE_TEST).put("/v1/test-executions/start-test", "\"" + "x".repeat(2000) + "\"");
            assertThat(tooLarge.status()).isEqualTo(413);
            assertThat(tooLarge.header("Content-Type")).isEqualTo("application/json");
            assertThat(tooLarge.text("detail")).isNotEmpty();
        }
    }

    /** SVC-11, ERR-05's better answer */
    @Test
    void withoutTheDatabaseTheServiceIsAliveButNotReady(@TempDir Path directory) throws Exception {
        try (DurableServer postgres = DurableServer.start(directory.resolve("data"))) {
            TestDatabase database = new TestDatabase(postgres.url());
            Map<String, Object> settings =
                    Map.of("assay.migrations.at-start", true, "datasources.default.connection-timeout", 1000);
            try (TestServer server = TestServer.start(database, settings)) {
                TestClient client = server.as();
                TestClient probe = new TestClient(server.managementUri());
                assertThat(client.get("/health/ready").status()).isEqualTo(200);
                assertThat(probe.get("/health/readiness").status()).isEqualTo(200);

                postgres.kill();

                assertThat(client.get("/health/live").status()).isEqualTo(200);
                TestResponse ready = client.get("/health/ready");
                assertThat(ready.status()).isEqualTo(503);
                assertThat(ready.text("detail")).isEqualTo("Database connection failed");
                TestResponse v1 = client.get("/v1/test-executions/1");
                assertThat(v1.status()).isEqualTo(503);
                assertThat(v1.text("detail")).isEqualTo("Database unavailable");
                assertThat(v1.header("Retry-After")).isEqualTo("1");
                TestResponse v2 = client.get("/v2/test-executions/1/test-results");
                assertThat(v2.status()).isEqualTo(503);
                assertThat(v2.header("Content-Type")).isEqualTo("application/problem+json");
                assertThat(v2.text("hint")).isNotEmpty();
                assertThat(client.get("/").status()).isEqualTo(503);
                assertThat(probe.get("/health/liveness").status()).isEqualTo(200);
                assertThat(probe.get("/health/readiness").status()).isEqualTo(503);

                postgres.restart();

                // The pool tries again at its own intervals; a request waits a second for it
                assertThat(statusAfterRestart(client, "/health/ready")).isEqualTo(200);
                assertThat(statusAfterRestart(client, "/v1/test-executions/1")).isEqualTo(403);
            }
        }
    }

    private static int statusAfterRestart(TestClient client, String path) {
        int status = 503;
        for (int tries = 0; status == 503 && tries < 60; tries++) {
            status = client.get(path).status();
        }
        return status;
    }
}
