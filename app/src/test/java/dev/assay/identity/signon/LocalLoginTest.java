package dev.assay.identity.signon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.platform.RefusedSetting;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract auth.md AUTH-5, SAML-5, SAML-6, SAML-10, with local login, which does not need a provider. */
class LocalLoginTest {
    private static final TestServer SERVER = TestServer.start(Map.of(
            "assay.development.enabled",
            true,
            "assay.sign-on.local-login",
            true,
            "assay.sign-on.frontend-url",
            "https://Assay.example.com"));

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void signingOnCreatesAUserWithoutHandleAndTeams() { // SAML-7, SAML-8, SAML-10
        TestResponse answer = login("?email=new@example.org");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"message\":\"Authentication successful\"}");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(SERVER.database().rows("""
                SELECT email, name, launchpad_handle, is_admin,
                  (SELECT count(*) FROM team_users_association t WHERE t.user_id = u.id),
                  (SELECT count(*) FROM user_session s WHERE s.user_id = u.id
                   AND s.expires_at BETWEEN now() + interval '335 hours' AND now() + interval '336 hours')
                FROM app_user u WHERE email = 'new@example.org'"""))
                .containsExactly(List.of("new@example.org", "new@example.org", "", "f", "0", "1"));
    }

    @Test
    void theCookieSignsOn() { // AUTH-5
        TestResponse answer = login("?email=cookie@example.org");

        assertThat(answer.header("Set-Cookie"))
                .matches(
                        "session=[A-Za-z0-9+/=]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{27}; Path=/; Max-Age=1209600; HttpOnly; "
                                + "SameSite=lax; Secure");
        String cookie = answer.header("Set-Cookie").split("[=;]", 2)[1].split(";")[0];
        SERVER.database().execute("UPDATE app_user SET is_admin = true WHERE email = 'cookie@example.org'");
        assertThat(SERVER.anonymous()
                        .withSession(cookie)
                        .get("/v1/test-executions/0")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void eachLoginIsASessionOfItsOwn() { // SAML-7
        login("?email=twice@example.org");
        login("?email=twice@example.org");
        assertThat(SERVER.database().strings("""
                SELECT count(*) FROM user_session s JOIN app_user u ON u.id = s.user_id WHERE u.email = 'twice@example.org'""")).containsExactly("2");
    }

    @ParameterizedTest
    @CsvSource({
        "https://assay.example.com, https://assay.example.com/",
        "https://assay.example.com/#/snaps/12?q=a b, https://assay.example.com/#/snaps/12?q=a%20b",
        "http://assay.example.com/x, http://assay.example.com/x",
        "HTTPS://ASSAY.example.com:443/é, https://assay.example.com/%C3%A9",
        "https://assay.example.com/?next=https://evil.example, https://assay.example.com/?next=https://evil.example"
    })
    void aPageOfTheFrontEndIsReturnedTo(String wanted, String location) { // SAML-5, SAML-6, CLI-11
        TestResponse answer = login("?email=back@example.org&return_to=" + encode(wanted));
        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location")).isEqualTo(location);
        assertThat(answer.header("Set-Cookie")).startsWith("session=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "https://evil.example/https://assay.example.com/",
                "https://assay.example.com.evil.example/",
                "https://assay.example.com@evil.example/",
                "https://evil.example@assay.example.com/",
                "https://assay.example.com:8443/",
                "https://evil.example\\@assay.example.com/",
                "https://evil.example#@assay.example.com/",
                "https:/\\evil.example/",
                "//assay.example.com/",
                "/snaps/12",
                "javascript://assay.example.com/%0aalert(1)",
                "data:text/html,x",
                "https://assay.example.com\r\n.evil.example/",
                "https://[assay.example.com/",
                " ",
                "%s"
            })
    void otherAddressesAreNotReturnedTo(String wanted) { // SAML-5, SAML-6
        TestResponse answer = login("?email=evil@example.org&return_to=" + encode(wanted));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("null");
        assertThat(answer.header("Location")).isEmpty();
    }

    @Test
    void aLineBreakMakesNoHeader() {
        TestResponse answer = login(
                "?email=line@example.org&return_to=" + encode("https://assay.example.com/\r\nSet-Cookie: session=x"));
        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.headers().allValues("Set-Cookie")).hasSize(1);
    }

    @Test
    void anAddressIsNeeded() {
        assertThat(login("").status()).isEqualTo(422);
        assertThat(login("?email=").status()).isEqualTo(422);
        assertThat(login("?email=%00@x").status()).isEqualTo(422);
    }

    @Test
    void overPlainHttpTheCookieIsNotSecure() { // AUTH-5, CONF-21
        try (TestServer plain = TestServer.start(Map.of(
                "assay.development.enabled",
                true,
                "assay.sign-on.local-login",
                true,
                "assay.sessions.https-only",
                false))) {
            assertThat(plain.anonymous().get("/v1/auth/local/login?email=a@b").header("Set-Cookie"))
                    .endsWith("; HttpOnly; SameSite=lax");
        }
    }

    @Test
    void withoutTheSettingItIsNotFound() {
        TestResponse answer = TestServer.shared().anonymous().get("/v1/auth/local/login?email=a@example.org");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("{\"detail\":\"Not Found\"}");
    }

    @Test
    void outsideOfDevelopmentTheServerDoesNotStartWithIt() {
        assertThatThrownBy(() -> TestServer.start(Map.of("assay.sign-on.local-login", true)))
                .rootCause()
                .isInstanceOf(RefusedSetting.class)
                .hasMessageStartingWith("USE_LOCAL_LOGIN ");
        assertThatThrownBy(() -> TestServer.start(Map.of(
                        "assay.sign-on.local-login",
                        true,
                        "assay.development.enabled",
                        true,
                        "assay.sessions.secret",
                        " ")))
                .rootCause()
                .isInstanceOf(RefusedSetting.class)
                .hasMessageStartingWith("SESSIONS_SECRET ");
    }

    private static TestResponse login(String query) {
        return SERVER.anonymous().get("/v1/auth/local/login" + query);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
