package dev.assay.identity.signon.saml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.identity.launchpad.TestLaunchpad;
import dev.assay.testing.TestServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contract auth.md SAML-8 to SAML-10: handle and teams from Launchpad. */
class SamlTeamsTest {
    private static final String EMAIL = "ada@example.org";

    private final TestIdp idp = new TestIdp();
    private final TestLaunchpad launchpad = new TestLaunchpad();
    private final Map<String, Object> settings = new HashMap<>(Answers.settings(idp));

    SamlTeamsTest() throws Exception {
        settings.put("assay.launchpad.url", launchpad.url());
    }

    @AfterEach
    void stop() {
        launchpad.close();
        idp.close();
    }

    @Test
    void teamsOfLaunchpadAreJoinedAndNeverLeft() { // SAML-8, SAML-9
        try (TestServer server = TestServer.start(settings)) {
            server.database()
                    .execute(
                            "INSERT INTO team (name, permissions, created_at, updated_at) VALUES ('known', '{view_test}', now(), now())");
            launchpad.person(EMAIL, "ada", "known", "new", "newer");
            signOn(server);
            assertThat(teams(server)).containsExactly("known", "new", "newer");
            assertThat(server.database().strings("SELECT launchpad_handle FROM app_user"))
                    .containsExactly("ada");
            assertThat(server.database().rows("SELECT name, permissions FROM team ORDER BY name"))
                    .containsExactly(List.of("known", "{view_test}"), List.of("new", "{}"), List.of("newer", "{}"));

            launchpad.person(EMAIL, "ada", "later");
            signOn(server);
            assertThat(teams(server)).containsExactly("known", "later", "new", "newer");
        }
    }

    @Test
    void aLoginDoesNotDependOnLaunchpadAndAHandleIsFilledInLater() { // SAML-8, A7
        try (TestServer server = TestServer.start(settings)) {
            signOn(server);
            assertThat(server.database().strings("SELECT coalesce(launchpad_handle, 'none') FROM app_user"))
                    .containsExactly("none");
            launchpad.answer("/people?ws.op=getByEmail&email=ada%40example.org", "null");
            signOn(server);
            launchpad.person(EMAIL, "ada", "team");
            signOn(server);
            assertThat(server.database().strings("SELECT coalesce(launchpad_handle, 'none') FROM app_user"))
                    .containsExactly("ada");
            assertThat(teams(server)).containsExactly("team");
        }
    }

    @Test
    void inDevelopmentLaunchpadIsNotAsked() { // SAML-10
        settings.put("assay.sign-on.local-login", true);
        settings.put("assay.development.enabled", true);
        launchpad.person(EMAIL, "ada", "team");
        try (TestServer server = TestServer.start(settings)) {
            signOn(server);
            assertThat(teams(server)).isEmpty();
            assertThat(launchpad.asked()).isEmpty();
        }
    }

    @Test
    void launchpadIsNotAskedForARefusedResponse() { // SAML-9
        launchpad.person(EMAIL, "ada", "team");
        try (TestServer server = TestServer.start(settings)) {
            Answers answers = new Answers(server);
            String request = answers.begin();
            String xml = Answers.answer(request, EMAIL);
            assertThat(answers.post(request, TestIdp.sign(xml, "Assertion", "other"))
                            .status())
                    .isEqualTo(403);
            assertThat(launchpad.asked()).isEmpty();
            String signed = TestIdp.sign(xml, "Assertion", "signing");
            assertThat(answers.post(request, signed).status()).isEqualTo(200);
            int asked = launchpad.asked().size();
            assertThat(answers.post(request, signed).status()).isEqualTo(403);
            assertThat(launchpad.asked()).hasSize(asked);
        }
    }

    private static void signOn(TestServer server) {
        Answers answers = new Answers(server);
        String request = answers.begin();
        assertThat(answers.post(request, TestIdp.sign(Answers.answer(request, EMAIL), "Assertion", "signing"))
                        .status())
                .isEqualTo(200);
    }

    private static List<String> teams(TestServer server) {
        return server.database().strings("""
                SELECT t.name FROM team t JOIN team_users_association x ON x.team_id = t.id
                JOIN app_user u ON u.id = x.user_id WHERE u.email = 'ada@example.org' ORDER BY t.name""");
    }
}
