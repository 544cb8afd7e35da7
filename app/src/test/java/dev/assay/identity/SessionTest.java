package dev.assay.identity;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.People;
import dev.assay.testing.SessionCookies;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract auth.md sections 1 and 2, for users. */
class SessionTest {
    private static final String READ = "/v1/test-executions/0";

    private final TestServer server = TestServer.shared();
    private final People people = new People(server.database());
    private final int team = people.team(VIEW_TEST);
    private final People.User user = people.members(team, 1).getFirst();

    @Test
    void theCookieHasTheFormatOfExistingCookies() { // AUTH-5a
        assertThat(SessionCookies.sign("{\"id\": 7}", 1795220359, "secret"))
                .isEqualTo("eyJpZCI6IDd9.awDjhw._LVUyjJJ0UlYruV2QCA6OKQEKcE");
    }

    @Test
    void aUserHoldsWhatTheTeamsHold() { // AUTH-3, AUTH-10
        assertThat(server.as(user).get(READ).status()).isEqualTo(404);
        assertThat(server.as(user).patch(READ, "{}").status()).isEqualTo(403);
        people.join(people.team(CHANGE_TEST), user);
        assertThat(server.as(user).patch(READ, "{}").status()).isEqualTo(404);
        assertThat(server.as(people.user()).get(READ).status()).isEqualTo(403);
    }

    @Test
    void anAdminPassesEveryCheck() { // AUTH-10
        TestClient admin = server.as(people.admin());
        assertThat(admin.get(READ).status()).isEqualTo(404);
        assertThat(admin.patch(READ, "{}").status()).isEqualTo(404);
    }

    @Test
    void userAndApplicationTogetherHoldTheUnion() { // AUTH-10
        TestClient both = server.as(user).withKey(server.key(CHANGE_TEST));
        assertThat(both.get(READ).status()).isEqualTo(404);
        assertThat(both.patch(READ, "{}").status()).isEqualTo(404);
    }

    @Test
    void changesActOnTheNextRequest() { // AUTH-11
        TestClient client = server.as(user);
        assertThat(client.get(READ).status()).isEqualTo(404);
        server.database().execute("UPDATE team SET permissions = '{}' WHERE id = " + team);
        assertThat(client.get(READ).status()).isEqualTo(403);
        server.database().execute("UPDATE app_user SET is_admin = true WHERE id = " + user.id());
        assertThat(client.get(READ).status()).isEqualTo(404);
        server.database().execute("DELETE FROM user_session WHERE user_id = " + user.id());
        assertThat(client.get(READ).status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"X-CSRF-Token, 1", "x-csrf-token, ''", "X-CSRF-TOKEN, 'what ever'"})
    void theHeaderCountsAndNotItsValue(String name, String value) { // AUTH-3
        TestClient client =
                server.anonymous().with("Cookie", "session=" + cookie()).with(name, value);
        assertThat(client.get(READ).status()).isEqualTo(404);
    }

    @Test
    void theCookieMayBeAmongOthers() { // AUTH-3
        TestClient client = server.anonymous()
                .with("Cookie", "theme={\"dark\",1}; session=" + cookie() + "; other=session")
                .with("X-CSRF-Token", "1");
        assertThat(client.get(READ).status()).isEqualTo(404);
    }

    @Test
    void withoutTheHeaderTheCallerIsAnonymous() { // AUTH-1, AUTH-3
        assertAnonymous(server.anonymous().with("Cookie", "session=" + cookie()));
        assertAnonymous(server.anonymous().with("X-CSRF-Token", "1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "x", ".", "..", "...", "a.b.c", "%s.x", "x%s", "é.é.é", "eyJpZCI6IDd9.awDjhw."})
    void withAnotherCookieTheCallerIsAnonymous(String form) { // AUTH-1
        assertAnonymous(signedIn(form.replace("%s", cookie())));
    }

    @Test
    void withATamperedCookieTheCallerIsAnonymous() { // AUTH-1, AUTH-3
        int session = people.session(user, "now() + interval '1 day'");
        String[] parts = SessionCookies.sign(session).split("\\.");
        String[] others = SessionCookies.sign(session + 1).split("\\.");
        assertAnonymous(signedIn(others[0] + "." + parts[1] + "." + parts[2]));
        assertAnonymous(signedIn(parts[0] + ".awDjhw." + parts[2]));
        assertAnonymous(signedIn(SessionCookies.sign(
                "{\"id\": %d}".formatted(session), Instant.now().getEpochSecond(), "another secret")));
        assertThat(signedIn(String.join(".", parts)).get(READ).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"PT0S, true", "P13D, true", "P14DT1M, false", "P3650D, false", "PT-1M, false"})
    void aCookieLivesForFourteenDays(Duration age, boolean valid) { // AUTH-3, AUTH-5a
        int session = people.session(user, "now() + interval '1 year'");
        TestClient client = signedIn(SessionCookies.sign(
                "{\"id\": %d}".formatted(session), Instant.now().minus(age).getEpochSecond(), SessionCookies.SECRET));
        assertThat(client.get(READ).status()).isEqualTo(valid ? 404 : 403);
    }

    @ParameterizedTest
    @CsvSource({"now() + interval '1 minute', true", "now() - interval '1 second', false"})
    void aSessionEndsAtItsTime(String end, boolean valid) { // AUTH-3
        TestClient client = signedIn(SessionCookies.sign(people.session(user, end)));
        assertThat(client.get(READ).status()).isEqualTo(valid ? 404 : 403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "7",
                "null",
                "no json",
                "{\"id\": null}",
                "{\"id\": 0}",
                "{\"id\": \"%d\"}",
                "{\"id\": [%d]}",
                "{\"id\": %d.5}",
                "{\"id\": 99999999999999999999}",
                "{\"id\": -%d}"
            })
    void withASignedCookieOfOtherContentTheCallerIsAnonymous(String payload) { // AUTH-3
        int session = people.session(user, "now() + interval '1 day'");
        assertAnonymous(signedIn(SessionCookies.sign(
                payload.replace("%d", String.valueOf(session)),
                Instant.now().getEpochSecond(),
                SessionCookies.SECRET)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "secret"})
    void withoutASecretUsersCannotSignIn(String guessed) { // CONF-20
        try (TestServer open =
                TestServer.start(Map.of("assay.access.require-authentication", true, "assay.sessions.secret", ""))) {
            People there = new People(open.database());
            int session = there.session(there.user(), "now() + interval '1 day'");
            String cookie = SessionCookies.sign(
                    "{\"id\": %d}".formatted(session), Instant.now().getEpochSecond(), guessed);

            assertThat(open.anonymous().withSession(cookie).get("/v1/version").status())
                    .isEqualTo(401);
        }
    }

    @Test
    void aPageOpensWithTheCookieAlone() { // AUTH-4
        try (TestServer strict = TestServer.start(
                Map.of("assay.access.require-authentication", true, "assay.sessions.secret", "a secret of our own"))) {
            People there = new People(strict.database());
            int session = there.session(there.user(), "now() + interval '1 day'");
            String cookie = SessionCookies.sign(
                    "{\"id\": %d}".formatted(session), Instant.now().getEpochSecond(), "a secret of our own");
            TestClient browser = strict.anonymous().with("Cookie", "session=" + cookie);

            assertThat(browser.get("/docs").status()).isEqualTo(200);
            assertThat(strict.anonymous().get("/docs").status()).isEqualTo(401);
            assertThat(browser.get("/openapi.json").status()).isEqualTo(401);
            assertThat(browser.get("/v1/version").status()).isEqualTo(401);
            TestClient page = browser.with("X-CSRF-Token", "1");
            assertThat(page.get("/openapi.json").status()).isEqualTo(200);
            assertThat(page.get("/v1/version").status()).isEqualTo(200);
        }
    }

    private String cookie() {
        return SessionCookies.sign(people.session(user, "now() + interval '14 days'"));
    }

    private TestClient signedIn(String cookie) {
        return server.anonymous().withSession(cookie);
    }

    private static void assertAnonymous(TestClient client) {
        assertThat(client.get(READ).status()).isEqualTo(403);
        assertThat(client.get(READ).body()).isEqualTo("{\"detail\":\"Insufficient permissions\"}");
        assertThat(client.get("/v1/version").status()).isEqualTo(200);
    }
}
