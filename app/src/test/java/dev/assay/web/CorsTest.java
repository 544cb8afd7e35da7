package dev.assay.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SVC-30 to SVC-32. */
class CorsTest {
    private static final String FRONT_END = "http://localhost:30001";
    private final TestClient client = TestServer.shared().anonymous();

    /** SVC-31 */
    @ParameterizedTest
    @CsvSource({
        "GET, /v1/version, 200",
        "GET, /v1/test-executions/1, 403",
        "GET, /no-such, 404",
        "POST, /v1/version, 405",
        "HEAD, /v1/version, 405",
        "GET, /assets/api/docs.js, 200"
    })
    void aKnownOriginMayReadEveryAnswer(String method, String path, int status) {
        TestResponse answer = client.with("Origin", FRONT_END).send(method, path);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(FRONT_END);
        assertThat(answer.header("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(answer.header("Vary")).isEqualTo("Origin");
    }

    /** SVC-31 */
    @Test
    void aKnownOriginMayReadWhatWasRefused() {
        TestResponse answer = client.with("Origin", FRONT_END).put(Tests.START, "{");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(FRONT_END);
    }

    /** SVC-31 */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example",
                "http://localhost:3000",
                "https://localhost:30001",
                "null",
                "HTTP://LOCALHOST:30001"
            })
    void anotherOriginIsServedButMayNotRead(String origin) {
        TestResponse answer = client.with("Origin", origin).get("/v1/version");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void withoutAnOriginNothingIsSaid() {
        TestResponse answer = client.get("/v1/version");

        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }

    /** SVC-32 */
    @ParameterizedTest
    @ValueSource(strings = {"/v1/test-executions/1", "/no-such", "/", "/v1/version/"})
    void preflightsAreAnsweredForAnyPath(String path) {
        TestResponse answer = preflight(client, FRONT_END, path);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("OK");
        assertThat(answer.header("Content-Type")).startsWith("text/plain");
        assertThat(answer.header("Access-Control-Allow-Methods"))
                .isEqualTo("DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT");
        assertThat(answer.header("Access-Control-Max-Age")).isEqualTo("600");
        assertThat(answer.header("Access-Control-Allow-Headers")).isEqualTo("authorization, x-csrf-token");
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(FRONT_END);
        assertThat(answer.header("Access-Control-Allow-Credentials")).isEqualTo("true");
    }

    /** SVC-32 */
    @Test
    void preflightsOfOtherOriginsAreRefused() {
        TestResponse answer = preflight(client, "http://evil.example", "/v1/version");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("Disallowed CORS origin");
        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
    }

    /** SVC-30 */
    @Test
    void originsAreConfigured() {
        Map<String, Object> settings = Map.of(
                "assay.cors.frontend-url", "https://tests.example",
                "assay.cors.additional-origins", " https://a.example , https://b.example,,");
        try (TestServer server = TestServer.start(settings)) {
            for (String origin : new String[] {"https://tests.example", "https://a.example", "https://b.example"}) {
                assertThat(server.anonymous()
                                .with("Origin", origin)
                                .get("/v1/version")
                                .header("Access-Control-Allow-Origin"))
                        .isEqualTo(origin);
            }
            assertThat(preflight(server.anonymous(), FRONT_END, "/").status()).isEqualTo(400);
        }
    }

    private static TestResponse preflight(TestClient client, String origin, String path) {
        return client.with("Origin", origin)
                .with("Access-Control-Request-Method", "PATCH")
                .with("Access-Control-Request-Headers", "authorization, x-csrf-token")
                .send("OPTIONS", path);
    }
}
