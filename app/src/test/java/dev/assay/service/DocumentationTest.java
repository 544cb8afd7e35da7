package dev.assay.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentationTest {
    private static final Pattern ADDRESS = Pattern.compile("(?:src|href)=\"([^\"]*)\"|url\\(([^)]*)\\)");
    private final TestClient client = TestServer.shared().anonymous();

    /** SVC-20, CONV-04 */
    @Test
    void theDescriptionIsJson() {
        TestResponse answer = client.get("/openapi.json");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    }

    /** SVC-23 */
    @Test
    void swaggerUiShowsItsTitleAndSendsTheCsrfHeader() {
        TestResponse page = client.get("/docs");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).contains("text/html");
        assertThat(page.body()).contains("<title>API Documentation</title>");
        assertThat(client.get("/assets/api/docs.js").body()).contains("request.headers[\"X-CSRF-TOKEN\"] = \"1\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs", "/redoc"})
    void everythingAPageNeedsComesFromThisServer(String path) {
        TestResponse page = client.get(path);

        assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'self';");
        assertThat(page.body()).doesNotContainPattern("<script>").doesNotContainPattern("(?i) on[a-z]+=");
        List<String> addresses = addresses(page.body());
        assertThat(addresses).hasSizeGreaterThan(2);
        assertThat(addresses).allSatisfy(address -> {
            assertThat(address).doesNotContain("//").doesNotStartWith("/");
            TestResponse asset = client.get("/" + address);
            assertThat(asset.status()).as(address).isEqualTo(200);
            assertThat(asset.header("Cache-Control"))
                    .as(address)
                    .contains("public")
                    .contains("max-age=3600");
            assertThat(asset.header("Content-Type")).as(address).containsPattern("text/css|javascript|image/png");
            if (address.endsWith(".css")) {
                assertThat(addresses(asset.body())).allMatch(inner -> inner.startsWith("data:"));
                assertThat(asset.body()).doesNotContain("@import");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/../application.properties",
                "/assets/%2e%2e/application.properties",
                "/assets/..%2fapplication.properties",
                "/assets/api/",
                "/assets/api",
                "/assets/no-such.js"
            })
    void nothingElseIsServedAsAnAsset(String path) {
        String answer = client.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 404 ").contains("Not Found");
    }

    /** SVC-04 */
    @Test
    void theyAskWhoIsCallingWhereAuthenticationIsRequired() {
        try (TestServer server = TestServer.start(Map.of("assay.access.require-authentication", true))) {
            for (String path : List.of("/openapi.json", "/docs", "/redoc")) {
                TestResponse refused = server.anonymous().get(path);
                assertThat(refused.status()).as(path).isEqualTo(401);
                assertThat(refused.text("detail")).isEqualTo("Not authenticated");
                assertThat(refused.header("WWW-Authenticate")).isEmpty();
                assertThat(server.as().get(path).status()).as(path).isEqualTo(200);
            }
        }
    }

    private static List<String> addresses(String text) {
        return ADDRESS.matcher(text)
                .results()
                .map(found -> found.group(1) == null ? found.group(2).replaceAll("[\"']", "") : found.group(1))
                .toList();
    }
}
