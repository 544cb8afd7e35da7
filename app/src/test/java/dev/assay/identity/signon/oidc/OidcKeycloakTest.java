package dev.assay.identity.signon.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.Browser;
import dev.assay.testing.Keycloak;
import dev.assay.testing.People;
import dev.assay.testing.TestServer;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Sign-on with a real provider, Keycloak. */
class OidcKeycloakTest {
    private static final Keycloak KEYCLOAK = Keycloak.shared();
    private static final TestServer SERVER = TestServer.start(settings(Keycloak.CLIENT_SECRET));
    private static final String FRONT = "http://localhost:30001/#/artefacts/7";

    private final People people = new People(SERVER.database());

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @Test
    void membersOfAGroupJoinTheTeamOfItsName() {
        String name = person("kernel", "gadget-qa");
        for (String team : List.of("kernel", "gadget-qa", "byhand")) {
            people.database()
                    .execute("INSERT INTO team (name, permissions, created_at, updated_at)" + " VALUES ('" + team
                            + "', '{}', now(), now()) ON CONFLICT DO NOTHING");
        }
        Browser browser = new Browser();
        Browser.Page end = browser.signIn(login(), name);
        assertThat(end.status()).isEqualTo(200);
        assertThat(end.body()).isEqualTo("{\"message\":\"Authentication successful\"}");
        assertThat(me(browser)).contains("\"" + name + "@example.org\"").contains("\"Test Person\"");
        assertThat(teams(name)).containsExactly("gadget-qa", "kernel");

        people.database()
                .execute(
                        "INSERT INTO team_users_association (user_id, team_id) SELECT u.id, t.id FROM app_user u, team t"
                                + " WHERE u.email = '" + name + "@example.org' AND t.name = 'byhand'");
        leave(name, "kernel");
        assertThat(new Browser().signIn(login(), name).status()).isEqualTo(200);
        assertThat(teams(name)).containsExactly("byhand", "gadget-qa");
    }

    @Test
    void theBrowserEndsWhereItBegan() {
        Browser.Page end =
                new Browser().signIn(URI.create(login() + "?return_to=" + FRONT.replace("#", "%23")), "grace");
        assertThat(end.uri()).hasToString(FRONT);
    }

    @Test
    void anUnverifiedAddressIsRefused() {
        Browser browser = new Browser();
        Browser.Page end = browser.signIn(login(), "unverified");
        assertThat(end.status()).isEqualTo(403);
        assertThat(end.body()).isEqualTo("{\"detail\":\"Authentication failed\"}");
        assertThat(browser.cookie("localhost", "session")).isEmpty();
    }

    @Test
    void aReturnIsGoodForOnce() {
        Browser browser = new Browser();
        Browser.Page end = browser.signIn(login(), "grace");
        assertThat(end.status()).isEqualTo(200);
        assertThat(browser.open(end.uri()).status()).isEqualTo(403);
        assertThat(new Browser().open(end.uri()).status()).isEqualTo(403);
    }

    @Test
    void signingOffEndsTheSession() {
        Browser browser = new Browser();
        browser.signIn(login(), "grace");
        String cookie = browser.cookie("localhost", "session").orElseThrow();
        Browser.Page asked =
                browser.open(URI.create(SERVER.uri() + "/v1/auth/oidc/logout?return_to=" + FRONT.replace("#", "%23")));
        assertThat(asked.uri().toString()).startsWith(KEYCLOAK.issuer() + "/protocol/openid-connect/logout");
        assertThat(asked.status()).as(asked.body()).isEqualTo(200);
        assertThat(SERVER.anonymous().withSession(cookie).get("/v1/users/me").body())
                .isEqualTo("null");
        Browser.Page gone = browser.submit(asked.form().orElseThrow());
        assertThat(gone.uri()).hasToString(FRONT);
    }

    @Test
    void aWrongSecretFails() {
        try (TestServer wrong = TestServer.start(settings("wrong"))) {
            Browser.Page end = new Browser().signIn(URI.create(wrong.uri() + "/v1/auth/oidc/login"), "grace");
            assertThat(end.status()).isEqualTo(403);
        }
    }

    private static Map<String, Object> settings(String secret) {
        return new HashMap<>(Map.of(
                "assay.limits.failed-sign-ons-per-minute",
                0,
                "assay.oidc.issuer",
                KEYCLOAK.issuer().toString(),
                "assay.oidc.client-id",
                Keycloak.CLIENT_ID,
                "assay.oidc.client-secret",
                secret));
    }

    private static URI login() {
        return URI.create(SERVER.uri() + "/v1/auth/oidc/login");
    }

    private static String me(Browser browser) {
        return SERVER.anonymous()
                .withSession(browser.cookie("localhost", "session").orElseThrow())
                .get("/v1/users/me")
                .body();
    }

    private List<String> teams(String name) {
        return SERVER.database()
                .strings("SELECT t.name FROM team t JOIN team_users_association x ON x.team_id = t.id"
                        + " JOIN app_user u ON u.id = x.user_id WHERE u.email = '" + name
                        + "@example.org' ORDER BY t.name");
    }

    /** A new person that other tests do not use. */
    private static String person(String... groups) {
        String name = "oidc-" + Long.toString(System.nanoTime(), 36);
        KEYCLOAK.admin("POST", "/admin/realms/assay/users", """
                {"username": "%1$s", "email": "%1$s@example.org", "emailVerified": true, "enabled": true,
                 "firstName": "Test", "lastName": "Person", "groups": ["/%2$s"],
                 "credentials": [{"type": "password", "value": "%1$s", "temporary": false}]}
                """.formatted(name, String.join("\", \"/", groups)));
        return name;
    }

    private static void leave(String name, String group) {
        String users = "/admin/realms/assay/users";
        String user = id(KEYCLOAK.admin("GET", users + "?exact=true&username=" + name, "")
                .body());
        String id = id(KEYCLOAK.admin("GET", "/admin/realms/assay/groups?exact=true&search=" + group, "")
                .body());
        KEYCLOAK.admin("DELETE", users + "/" + user + "/groups/" + id, "");
    }

    private static String id(String json) {
        Matcher id = Pattern.compile("\"id\":\"([^\"]+)\"").matcher(Objects.requireNonNull(json));
        assertThat(id.find()).isTrue();
        return id.group(1);
    }
}
