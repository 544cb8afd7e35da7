package dev.assay.identity.signon.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.platform.RefusedSetting;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract auth.md SAML-2: download of the provider's metadata, and settings that are refused at the start. */
class SamlMetadataTest {

    @Test
    void withoutProviderThereIsNoSaml() { // SAML-2
        TestServer server = TestServer.shared();
        assertNotConfigured(server.anonymous().get("/v1/auth/saml/login"));
        assertNotConfigured(new Answers(server).form("_any", "SAMLResponse=PGEvPg%3D%3D"));
        assertNotConfigured(server.anonymous().get("/v1/auth/saml/sls?SAMLResponse=x"));
        assertThat(server.anonymous().get("/v1/auth/saml/metadata").status()).isEqualTo(200);
        TestResponse logout = server.anonymous().get("/v1/auth/saml/logout?return_to=http://localhost:30001/x");
        assertThat(logout.status()).isEqualTo(302);
        assertThat(logout.header("Location")).isEqualTo("http://localhost:30001/x");
        assertThat(logout.header("Set-Cookie")).startsWith("session=null;");
    }

    @Test
    void aFailedDownloadIsTriedAgainAndASuccessfulOneKept() throws Exception { // SAML-2
        try (TestIdp idp = new TestIdp();
                TestServer server = TestServer.start(settings(idp))) {
            for (String wrong : List.of(
                    "",
                    "no metadata",
                    "<a/>",
                    "<!DOCTYPE x>" + TestIdp.metadata("signing"),
                    TestIdp.metadata(),
                    TestIdp.metadata("signing").replace("HTTP-Redirect", "HTTP-Other"),
                    TestIdp.metadata("signing").replace("https://idp.example.com/sso?a=b", "javascript:alert(1)"),
                    TestIdp.metadata("signing").replaceAll("<X509Certificate>.", "<X509Certificate>x"),
                    "<all>" + TestIdp.metadata("signing") + TestIdp.metadata("other") + "</all>",
                    TestIdp.metadata("signing") + " ".repeat(3 << 20))) {
                idp.serve(wrong);
                assertNotConfigured(server.anonymous().get("/v1/auth/saml/login"));
            }
            idp.serve(TestIdp.metadata("signing"));
            TestResponse login = server.anonymous().get("/v1/auth/saml/login");
            assertThat(login.status()).isEqualTo(307);
            assertThat(login.header("Location")).startsWith("https://idp.example.com/sso?a=b&SAMLRequest=");
            int asked = idp.asked();
            idp.serve("");
            assertThat(server.anonymous().get("/v1/auth/saml/login").status()).isEqualTo(307);
            assertThat(idp.asked()).isEqualTo(asked);
        }
    }

    @Test
    void manyConcurrentFirstRequestsDownloadOnce() throws Exception { // SAML-2
        try (TestIdp idp = new TestIdp();
                TestServer server = TestServer.start(settings(idp))) {
            List<Future<Integer>> logins;
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                logins = IntStream.range(0, 8)
                        .mapToObj(i -> threads.submit(() ->
                                server.anonymous().get("/v1/auth/saml/login").status()))
                        .toList();
            }
            assertThat(logins.stream().map(Future::resultNow)).containsOnly(307);
            assertThat(idp.asked()).isEqualTo(1);
        }
    }

    @Test
    void aNewKeyIsLearntAndAnOldOneForgotten() throws Exception { // SAML-2
        try (TestIdp idp = new TestIdp();
                TestServer server = TestServer.start(Answers.settings(idp))) {
            Answers answers = new Answers(server);
            assertThat(signOn(answers, "signing")).isEqualTo(200);
            assertThat(signOn(answers, "other")).isEqualTo(403);
            idp.serve(TestIdp.metadata("signing", "other"));
            assertThat(signOn(answers, "other")).isEqualTo(200);
            idp.serve(TestIdp.metadata("other"));
            assertThat(signOn(answers, "third")).isEqualTo(403);
            assertThat(signOn(answers, "signing")).isEqualTo(403);
            idp.serve("");
            assertThat(signOn(answers, "other")).isEqualTo(200);
        }
    }

    @Test
    void withoutLogoutAtTheProviderOnlyOurSessionEnds() throws Exception { // SAML-11
        try (TestIdp idp = new TestIdp();
                TestServer server = TestServer.start(settings(idp))) {
            idp.serve(TestIdp.metadata("signing").replaceAll("<SingleLogoutService[^>]*>", ""));
            TestResponse answer = server.anonymous().get("/v1/auth/saml/logout");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"message\":\"Logged out\"}");
            assertThat(server.anonymous()
                            .get("/v1/auth/saml/logout?return_to=https://evil.example")
                            .body())
                    .isEqualTo("null");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "assay.saml.idp-metadata-url | http://sso.example.com/metadata | SAML_IDP_METADATA_URL is read over plain",
                "assay.saml.idp-metadata-url | sso.example.com/metadata | SAML_IDP_METADATA_URL is not",
                "assay.saml.idp-metadata-url | file:///etc/passwd | SAML_IDP_METADATA_URL is not",
                "assay.saml.idp-metadata-url | https://a b | SAML_IDP_METADATA_URL is not",
                "assay.saml.sp-base-url | assay | SAML_SP_BASE_URL is not",
                "assay.sessions.secret | '' | SESSIONS_SECRET is not set",
                "assay.launchpad.url | launchpad.net | LAUNCHPAD_URL is not"
            })
    void wrongSettingsAreRefusedAtTheStart(String key, String value, String message) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "assay.saml.sp-base-url", "https://assay.example.com",
                "assay.saml.idp-metadata-url", "https://sso.example.com/metadata"));
        settings.put(key, value);
        assertThatThrownBy(() -> TestServer.start(settings).close())
                .rootCause()
                .isInstanceOf(RefusedSetting.class)
                .hasMessageStartingWith(message);
    }

    private static Map<String, Object> settings(TestIdp idp) {
        Map<String, Object> settings = new HashMap<>(Answers.settings(idp));
        settings.remove("assay.saml.suspect-after");
        return settings;
    }

    private static int signOn(Answers answers, String key) {
        String request = answers.begin();
        return answers.post(request, TestIdp.sign(Answers.answer(request, "a@example.org"), "Assertion", key))
                .status();
    }

    private static void assertNotConfigured(TestResponse answer) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("{\"detail\":\"SAML authentication is not configured\"}");
    }
}
