package dev.assay.notification.channel;

import static dev.assay.access.Permission.CHANGE_NOTIFICATION;
import static dev.assay.access.Permission.VIEW_NOTIFICATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.People;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import dev.assay.testing.Together;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels belong to their user, and their secrets are not shown. */
class ChannelsTest {
    private static final String MINE = "/v2/users/me/notification-channels";
    private static final String HOOK = "{\"kind\": \"webhook\", \"url\": \"https://hooks.example.com/in?token=t0ken\"}";

    private final TestServer server = TestServer.shared();
    private final People people = new People(server.database());
    private final People.User ada = people.user();
    private final TestClient client = server.as(ada);

    @Test
    void aWebhookIsMadeWithASecretThatIsShownOnce() {
        TestResponse made = ok(client.put(MINE + "/ci", HOOK));

        assertThat(made.text("name")).isEqualTo("ci");
        assertThat(made.text("kind")).isEqualTo("webhook");
        assertThat(made.text("target")).isEqualTo("hooks.example.com");
        assertThat(made.at("types").isNull()).isTrue();
        assertThat(made.at("enabled").getBooleanValue()).isTrue();
        assertThat(made.text("created_at")).endsWith("Z");
        assertThat(made.text("secret")).startsWith("whsec_");
        assertThat(Base64.getDecoder().decode(made.text("secret").substring(6))).hasSize(32);

        String secret = made.text("secret").substring(6);
        for (TestResponse later : List.of(
                ok(client.put(MINE + "/ci", HOOK)),
                ok(client.get(MINE)),
                ok(client.get(MINE + "/ci")),
                ok(server.as(VIEW_NOTIFICATION).get(of(ada))))) {
            assertThat(later.body()).contains("hooks.example.com").doesNotContain(secret, "t0ken", "sealed");
        }
    }

    @Test
    void theDatabaseHoldsNoSecretInClear() {
        String secret = ok(client.put(MINE + "/ci", HOOK)).text("secret");

        String row = server.database().strings("""
                        SELECT c::text || encode(sealed_url, 'escape') || encode(sealed_secret, 'escape')
                        FROM notification_channel c WHERE user_id = %d""".formatted(ada.id())).getFirst();

        assertThat(row).contains("hooks.example.com").doesNotContain("t0ken", secret);
    }

    @Test
    void puttingReplacesAllButTheUrl() {
        ok(client.put(MINE + "/ci", HOOK));
        String sealed = sealed("ci");

        TestResponse changed = ok(
                client.put(
                        MINE + "/ci",
                        "{\"kind\": \"webhook\", \"types\": [\"USER_ASSIGNED_ARTEFACT_REVIEW\", \"USER_ASSIGNED_ARTEFACT_REVIEW\"], \"enabled\": false}"));

        assertThat(changed.list("types")).containsExactly("USER_ASSIGNED_ARTEFACT_REVIEW");
        assertThat(changed.at("enabled").getBooleanValue()).isFalse();
        assertThat(changed.text("target")).isEqualTo("hooks.example.com");
        assertThat(changed.at("secret").isNull()).isTrue();
        assertThat(sealed("ci")).isEqualTo(sealed);
        assertThat(ok(client.put(MINE + "/ci", "{\"kind\": \"webhook\", \"types\": []}"))
                        .list("types"))
                .isEmpty();

        TestResponse moved = ok(client.put(MINE + "/ci", HOOK.replace("hooks.", "other.")));
        assertThat(moved.text("target")).isEqualTo("other.example.com");
        assertThat(moved.at("secret").isNull()).as("keeps its key").isTrue();

        TestResponse slack = ok(client.put(MINE + "/ci", HOOK.replace("webhook", "slack")));
        assertThat(slack.text("kind")).isEqualTo("slack");
        assertThat(ok(client.put(MINE + "/ci", HOOK)).text("secret")).startsWith("whsec_");
    }

    @Test
    void channelsAreListedByNameAndDeleted() {
        ok(client.put(MINE + "/b", HOOK));
        ok(client.put(MINE + "/a.1", HOOK));

        assertThat(ok(client.get(MINE)).text("items", 0, "name")).isEqualTo("a.1");
        assertThat(client.delete(MINE + "/a.1").status()).isEqualTo(204);
        assertThat(client.delete(MINE + "/a.1").status()).isEqualTo(204);
        assertThat(client.get(MINE + "/a.1").status()).isEqualTo(404);
        assertThat(ok(client.get(MINE)).at("items").size()).isEqualTo(1);
        assertThat(ok(server.as(people.user()).get(MINE)).at("items").size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://hooks.example.com/",
                "https://127.0.0.1/",
                "https://[::1]/",
                "https://[::ffff:10.0.0.1]/",
                "https://[fd00:ec2::254]/",
                "https://169.254.169.254/latest/meta-data",
                "https://10.1.2.3/",
                "https://100.100.100.200/",
                "https://0/",
                "https://user:password@hooks.example.com/"
            })
    void nothingIsSentToWhatIsOurs(String url) {
        TestResponse refused = client.put(MINE + "/x", "{\"kind\": \"slack\", \"url\": \"%s\"}".formatted(url));

        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(refused.text("detail")).startsWith("Messages cannot be sent to this url");
        assertThat(refused.text("hint")).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x | {\"kind\": \"slack\"} | needs a url",
                "x | {\"kind\": \"pigeon\"} | not valid",
                "x | {\"kind\": \"slack\", \"url\": \"ftp://x.example.com\"} | not valid",
                "x | {\"kind\": \"email\", \"url\": \"https://x.example.com\"} | not valid",
                "x | {\"kind\": \"slack\", \"url\": \"https://x.example.com\", \"types\": [\"NONE\"]} | not valid",
                "-x | {\"kind\": \"slack\", \"url\": \"https://x.example.com\"} | not valid",
                "x%20y | {\"kind\": \"slack\", \"url\": \"https://x.example.com\"} | not valid"
            })
    void badChannelsAreRefused(String name, String body, String detail) {
        TestResponse refused = client.put(MINE + "/" + name, body);

        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(refused.text("detail")).contains(detail);
        assertThat(ok(client.get(MINE)).at("items").size()).isZero();
    }

    @Test
    void noMailWithoutAMailServer() {
        TestResponse refused = client.put(MINE + "/mail", "{\"kind\": \"email\"}");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("hint")).contains("SMTP_URL");
    }

    @Test
    void thereAreNotTooMany() {
        List<Integer> answers =
                Together.call(22, i -> client.put(MINE + "/c" + i, HOOK).status());

        assertThat(answers).containsOnly(200, 409);
        assertThat(answers.stream().filter(status -> status == 200)).hasSize(20);
    }

    @Test
    void oneNameIsOneChannelHoweverOftenItIsPutAtOnce() {
        List<TestResponse> answers = Together.call(8, _ -> client.put(MINE + "/ci", HOOK));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        assertThat(answers.stream().filter(answer -> !answer.at("secret").isNull()))
                .hasSize(1);
    }

    @Test
    void theyAreForPeopleOnly() {
        for (String method : List.of("GET", "PUT", "DELETE")) {
            String path = method.equals("GET") ? MINE : MINE + "/ci";
            TestResponse nobody = server.anonymous().send(method, path, HOOK);
            assertThat(nobody.status()).isEqualTo(401);
            assertThat(nobody.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(server.as(CHANGE_NOTIFICATION).send(method, path, HOOK).status())
                    .isEqualTo(403);
        }
    }

    @Test
    void othersMayLookAndTakeAwayWithAPermission() {
        ok(client.put(MINE + "/ci", HOOK));

        assertThat(server.as(CHANGE_NOTIFICATION).get(of(ada)).status()).isEqualTo(403);
        assertThat(server.as(VIEW_NOTIFICATION).delete(of(ada) + "/ci").status())
                .isEqualTo(403);
        assertThat(server.as(VIEW_NOTIFICATION)
                        .get("/v2/users/2147483647/notification-channels")
                        .status())
                .isEqualTo(404);
        assertThat(server.as(CHANGE_NOTIFICATION).delete(of(ada) + "/ci").status())
                .isEqualTo(204);
        assertThat(ok(client.get(MINE)).at("items").size()).isZero();
    }

    @Test
    void theyGoWithTheirUser() {
        ok(client.put(MINE + "/ci", HOOK));

        server.database().execute("DELETE FROM app_user WHERE id = " + ada.id());

        assertThat(server.database().strings("SELECT id FROM notification_channel WHERE user_id = " + ada.id()))
                .isEmpty();
    }

    @Test
    void withoutAKeyNoSecretIsStored() {
        try (TestServer keyless = TestServer.start(Map.of("assay.channels.sessions-secret", ""))) {
            TestClient eve = keyless.as(new People(keyless.database()).user());

            TestResponse refused = eve.put(MINE + "/ci", HOOK);

            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.text("hint")).contains("CHANNEL_SECRET_KEY");
        }
    }

    private String sealed(String name) {
        return server.database()
                .strings("SELECT encode(sealed_url || sealed_secret, 'hex') FROM notification_channel"
                        + " WHERE user_id = %d AND name = '%s'".formatted(ada.id(), name))
                .getFirst();
    }

    private static String of(People.User user) {
        return "/v2/users/" + user.id() + "/notification-channels";
    }

    private static TestResponse ok(TestResponse response) {
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return response;
    }
}
