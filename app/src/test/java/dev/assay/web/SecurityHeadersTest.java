package dev.assay.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityHeadersTest {
    private final TestClient anybody = TestServer.shared().anonymous();

    @ParameterizedTest
    @ValueSource(strings = {"/v1/version", "/v1/artefacts", "/nowhere", "/v2/limits", "/v1/version/"})
    void everyAnswerSaysWhatBrowsersMayDoWithIt(String path) {
        TestResponse answer = anybody.get(path);

        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(answer.header("Content-Security-Policy")).startsWith("default-src 'none'; frame-ancestors 'none'");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Strict-Transport-Security")).isEmpty();
    }

    @Test
    void overHttpsItStaysHttps() {
        assertThat(anybody.with("X-Forwarded-Proto", "https").get("/v1/version").header("Strict-Transport-Security"))
                .isEqualTo("max-age=31536000");
    }

    @Test
    void pagesKeepTheirOwn() {
        TestResponse page = anybody.with("Accept", "text/html").get("/docs");

        assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'self'");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(anybody.get("/assets/api/docs.js").header("Cache-Control")).contains("max-age");
    }
}
