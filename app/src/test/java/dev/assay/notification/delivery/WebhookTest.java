package dev.assay.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.assay.testing.People;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.TestResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Messages to webhooks and to Slack. */
class WebhookTest {
    private static Desk desk;

    private final People.User ada = desk.people().user();

    /** The server's time; sessions that begin today are still valid then. */
    private static final Instant NOW = Instant.now().plus(Duration.ofDays(3));

    @BeforeAll
    static void open() {
        desk = Desk.open(TestDatabase.migrated(), Map.of(), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @AfterAll
    static void close() {
        desk.close();
    }

    @Test
    void aWebhookGetsASignedMessage() throws Exception {
        try (Receiver receiver = answering(200)) {
            String secret =
                    desk.channel(ada, "ci", "webhook", receiver.url("/in?x=1")).text("secret");
            int artefact = desk.artefact("curl", "8.1 \"beta\"");
            desk.assign(artefact, ada);
            assertThat(desk.states(ada)).containsExactly("pending 0");

            desk.sendDue();

            Receiver.Got got = receiver.next();
            assertThat(got.method()).isEqualTo("POST");
            assertThat(got.uri()).isEqualTo("/in?x=1");
            assertThat(got.header("Content-Type")).startsWith("application/json");
            assertThat(got.header("User-Agent")).startsWith("Assay/");
            assertThat(got.header("webhook-timestamp")).isEqualTo(String.valueOf(NOW.getEpochSecond()));
            assertThat(got.header("webhook-id")).startsWith("msg_");
            assertThat(got.header("webhook-signature")).isEqualTo(signature(secret, got));
            String url = "http://localhost:30001/snaps/" + artefact;
            String time = desk.server()
                    .database()
                    .strings(
                            "SELECT to_char(created_at, 'YYYY-MM-DD\"T\"HH24:MI:SS') FROM notification WHERE user_id = "
                                    + ada.id())
                    .getFirst();
            assertThat(got.body())
                    .startsWith("{\"type\":\"notification.user_assigned_artefact_review\",\"timestamp\":\"" + time)
                    .endsWith(
                            "\"text\":\"You were assigned to review the snap curl 8.1 \\\"beta\\\".\",\"url\":\"%s\",\"artefact\":{\"id\":%d,\"family\":\"snap\",\"name\":\"curl\",\"version\":\"8.1 \\\"beta\\\"\"}}}"
                                    .formatted(url, artefact));
            assertThat(desk.states(ada)).containsExactly("delivered 1");
            assertThat(receiver.left()).isZero();
        }
    }

    @Test
    void slackGetsTextAndBlocksWithoutMarkupOfOthers() throws Exception {
        try (Receiver receiver = answering(200)) {
            desk.channel(ada, "team", "slack", receiver.url("/services/T0/B0/x"));
            int artefact = desk.artefact("<!channel> & co\r\n> quoted", "1");
            desk.assign(artefact, ada);

            desk.sendDue();

            Receiver.Got got = receiver.next();
            assertThat(got.header("webhook-signature")).isEmpty();
            String text = "You were assigned to review the snap &lt;!channel&gt; &amp; co &gt; quoted 1.";
            assertThat(got.body())
                    .isEqualTo(
                            "{\"text\":\"%s\",\"blocks\":[{\"type\":\"section\",\"text\":{\"type\":\"mrkdwn\",\"text\":\"%s\\n<http://localhost:30001/snaps/%d>\"}}]}"
                                    .formatted(text, text, artefact));
        }
    }

    @Test
    void eachMatchingChannelOfEachUserGetsAMessage() throws Exception {
        People.User ben = desk.people().user();
        try (Receiver receiver = answering(200)) {
            desk.channel(ada, "a", "slack", receiver.url("/ada/a"));
            desk.channel(ada, "b", "slack", receiver.url("/ada/b"));
            desk.channel(ben, "a", "slack", receiver.url("/ben/a"));
            TestClient client = desk.server().as(ben);
            for (String[] channel : new String[][] {
                {"off", "\"enabled\": false"},
                {"other", "\"types\": [\"USER_ASSIGNED_ENVIRONMENT_REVIEW\"]"},
                {"none", "\"types\": []"},
                {"this", "\"types\": [\"USER_ASSIGNED_ARTEFACT_REVIEW\"]"}
            }) {
                assertThat(client.put(
                                        Desk.CHANNELS + "/" + channel[0],
                                        "{\"kind\": \"slack\", \"url\": \"%s\", %s}"
                                                .formatted(receiver.url("/ben/" + channel[0]), channel[1]))
                                .status())
                        .isEqualTo(200);
            }
            desk.assign(desk.artefact("many", "1"), ada, ben, desk.people().user());

            desk.sendDue();

            assertThat(List.of(
                            receiver.next().uri(),
                            receiver.next().uri(),
                            receiver.next().uri(),
                            receiver.next().uri()))
                    .containsExactlyInAnyOrder("/ada/a", "/ada/b", "/ben/a", "/ben/this");
            assertThat(receiver.left()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429, 408})
    void temporaryErrorsAreTriedAgainWithTheSameId(int status) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (Receiver receiver = new Receiver(_ -> Receiver.Answer.of(calls.incrementAndGet() < 3 ? status : 204))) {
            desk.channel(ada, "ci", "webhook", receiver.url("/"));
            desk.assign(desk.artefact("again-" + status, "1"), ada);

            desk.sendDue();
            assertThat(desk.states(ada)).containsExactly("pending 1 The answer was " + status);
            int wait = desk.number(
                    "SELECT extract(epoch FROM next_attempt_at - now())::int FROM notification_delivery WHERE user_id = "
                            + ada.id());
            assertThat(wait).isBetween(10, 30);
            desk.passTime();
            desk.sendDue();
            desk.passTime();
            desk.sendDue();

            assertThat(desk.states(ada)).containsExactly("delivered 3");
            String id = receiver.next().header("webhook-id");
            assertThat(receiver.next().header("webhook-id")).isEqualTo(id);
            assertThat(receiver.next().header("webhook-id")).isEqualTo(id);
        }
    }

    @Test
    void itWaitsAsLongAsItIsAskedTo() throws Exception {
        try (Receiver receiver = new Receiver(_ -> new Receiver.Answer(429, "", Map.of("Retry-After", "600")))) {
            desk.channel(ada, "ci", "slack", receiver.url("/"));
            desk.assign(desk.artefact("later", "1"), ada);

            desk.sendDue();

            assertThat(desk.number(
                            "SELECT extract(epoch FROM next_attempt_at - now())::int FROM notification_delivery WHERE user_id = "
                                    + ada.id()))
                    .isBetween(590, 600);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 307, 400, 401, 404, 410})
    void permanentErrorsAreNotTriedAgain(int status) throws Exception {
        try (Receiver elsewhere = answering(200);
                Receiver receiver =
                        new Receiver(_ -> new Receiver.Answer(status, "no", Map.of("Location", elsewhere.url("/"))))) {
            desk.channel(ada, "ci", "webhook", receiver.url("/"));
            desk.assign(desk.artefact("never-" + status, "1"), ada);

            desk.sendDue();
            desk.passTime();
            desk.sendDue();

            assertThat(desk.states(ada)).containsExactly("failed 1 The answer was " + status);
            receiver.next();
            assertThat(receiver.left()).isZero();
            assertThat(elsewhere.left()).isZero();
        }
    }

    @Test
    void theNumberOfAttemptsIsLimited() throws Exception {
        try (Receiver receiver = answering(500)) {
            desk.channel(ada, "ci", "webhook", receiver.url("/"));
            desk.assign(desk.artefact("give-up", "1"), ada);

            for (int i = 0; i < 6; i++) {
                desk.sendDue();
                desk.passTime();
            }

            assertThat(desk.states(ada)).containsExactly("failed 4 The answer was 500");
            assertThat(receiver.left()).isEqualTo(4);
            TestResponse page = desk.server().as(ada).get(Desk.DELIVERIES);
            assertThat(page.at("items", 0, "next_attempt_at").isNull()).isTrue();
            assertThat(page.text("items", 0, "finished_at")).endsWith("Z");
        }
    }

    @Test
    void aMessageOfADeadProcessIsSentAgain() throws Exception {
        try (Receiver receiver = answering(200)) {
            desk.channel(ada, "ci", "webhook", receiver.url("/"));
            desk.assign(desk.artefact("died", "1"), ada);
            DeliveryOutbox outbox = desk.server().bean(DeliveryOutbox.class);
            Due dead = outbox.claim(100).stream()
                    .filter(due -> due.person().id() == ada.id())
                    .findFirst()
                    .orElseThrow();

            desk.sendDue();
            assertThat(receiver.left()).isZero();
            desk.passTime();
            desk.sendDue();
            assertThat(desk.states(ada)).containsExactly("delivered 2");

            // The first attempt ends after its lease: its result is ignored
            outbox.send(dead);
            assertThat(desk.states(ada)).containsExactly("delivered 2");
        }
    }

    @Test
    void aMessageIsNotSentAgainIfTheProcessDiedInTheLastAttempt() throws Exception {
        try (Receiver receiver = answering(200)) {
            desk.channel(ada, "ci", "webhook", receiver.url("/"));
            desk.assign(desk.artefact("died-last", "1"), ada);
            for (int i = 0; i < 4; i++) {
                desk.server().bean(DeliveryOutbox.class).claim(100);
                desk.passTime();
            }

            desk.sendDue();

            assertThat(desk.states(ada)).containsExactly("failed 5 It was never finished");
            assertThat(receiver.left()).isZero();
        }
    }

    @Test
    void aReceiverThatNeverAnswersIsLeft() throws Exception {
        CountDownLatch forever = new CountDownLatch(1);
        try (Receiver receiver = new Receiver(_ -> {
            try {
                forever.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Receiver.Answer.of(200);
        })) {
            desk.channel(ada, "ci", "webhook", receiver.url("/"));
            desk.assign(desk.artefact("hang", "1"), ada);

            desk.sendDue();

            assertThat(desk.states(ada)).containsExactly("pending 1 There was no answer in time");
            forever.countDown();
        }
    }

    @Test
    void aBrokenOrMissingServerIsTriedAgain() throws Exception {
        Receiver gone = answering(200);
        gone.close();
        try (Receiver broken = answering(-1)) {
            desk.channel(ada, "gone", "webhook", gone.url("/"));
            desk.channel(ada, "broken", "webhook", broken.url("/"));
            desk.assign(desk.artefact("broken", "1"), ada);

            desk.sendDue();

            assertThat(desk.states(ada))
                    .containsOnly("pending 1 There was no answer")
                    .hasSize(2);
            assertThat(broken.left()).isEqualTo(1);
        }
    }

    @Test
    void anAddressIsLookedAtWhenItIsConnectedTo() throws Exception {
        try (Receiver receiver = answering(200);
                Desk closed = Desk.open(Map.of("assay.outbound.allowed-hosts", ""))) {
            People.User eve = closed.people().user();
            closed.channel(eve, "inside", "slack", receiver.url("/"));
            closed.assign(closed.artefact("inside", "1"), eve);

            closed.sendDue();

            assertThat(closed.states(eve))
                    .singleElement()
                    .asString()
                    .startsWith("failed 1 localhost has an address that is not public");
            assertThat(receiver.left()).isZero();
        }
    }

    @Test
    void testsAreSentAlsoByAChannelThatIsOff() throws Exception {
        try (Receiver receiver = answering(200)) {
            TestClient client = desk.server().as(ada);
            desk.channel(ada, "ci", "webhook", receiver.url("/"));
            client.put(Desk.CHANNELS + "/ci", "{\"kind\": \"webhook\", \"enabled\": false}");

            TestResponse test = client.post(Desk.CHANNELS + "/ci/test", "");
            assertThat(test.status()).as(test.body()).isEqualTo(200);
            assertThat(test.text("kind")).isEqualTo("test");
            assertThat(test.text("state")).isEqualTo("pending");
            assertThat(test.text("next_attempt_at")).endsWith("Z");
            desk.sendDue();

            assertThat(receiver.next().body()).startsWith("{\"type\":\"test\",").contains("\"channel\":\"ci\"");
            for (int i = 0; i < 9; i++) {
                assertThat(client.post(Desk.CHANNELS + "/ci/test", "").status()).isEqualTo(200);
            }
            assertThat(client.post(Desk.CHANNELS + "/ci/test", "").status()).isEqualTo(429);
            assertThat(client.post(Desk.CHANNELS + "/other/test", "").status()).isEqualTo(404);
            assertThat(desk.server()
                            .anonymous()
                            .post(Desk.CHANNELS + "/ci/test", "")
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void deliveriesAreListedPageByPage() throws Exception {
        try (Receiver receiver = answering(200)) {
            desk.channel(ada, "ci", "webhook", receiver.url("/"));
            TestClient client = desk.server().as(ada);
            List<Integer> made = IntStream.range(0, 3)
                    .mapToObj(_ -> client.post(Desk.CHANNELS + "/ci/test", "").number("id"))
                    .toList();

            TestResponse first = client.get(Desk.DELIVERIES + "?limit=2");
            TestResponse second = client.get(Desk.DELIVERIES + "?limit=2&after=" + first.text("after"));

            assertThat(List.of(first.number("items", 0, "id"), first.number("items", 1, "id")))
                    .containsExactly(made.get(2), made.get(1));
            assertThat(first.header("Link")).contains("after=" + made.get(1)).endsWith("rel=\"next\"");
            assertThat(second.number("items", 0, "id")).isEqualTo(made.get(0));
            assertThat(second.at("after").isNull()).isTrue();
            assertThat(first.text("items", 0, "channel")).isEqualTo("ci");
            assertThat(desk.server()
                            .as(desk.people().user())
                            .get(Desk.DELIVERIES)
                            .at("items")
                            .size())
                    .isZero();
            assertThat(desk.server().anonymous().get(Desk.DELIVERIES).status()).isEqualTo(401);
            assertThat(client.get(Desk.DELIVERIES + "?limit=0").status()).isEqualTo(422);
        }
    }

    @Test
    void aDeletedChannelTakesAlongWhatWaits() throws Exception {
        try (Receiver receiver = answering(200)) {
            desk.channel(ada, "ci", "webhook", receiver.url("/"));
            desk.assign(desk.artefact("dropped", "1"), ada);

            desk.server().as(ada).delete(Desk.CHANNELS + "/ci");
            desk.sendDue();

            assertThat(desk.states(ada)).isEmpty();
            assertThat(receiver.left()).isZero();
        }
    }

    @Test
    void aDeletedUserTakesAlongEverything() throws Exception {
        try (Receiver receiver = answering(200)) {
            desk.channel(ada, "ci", "webhook", receiver.url("/"));
            desk.assign(desk.artefact("left", "1"), ada);

            desk.server().database().execute("DELETE FROM app_user WHERE id = " + ada.id());
            desk.sendDue();

            assertThat(receiver.left()).isZero();
            assertThat(desk.number("SELECT count(*) FROM notification_delivery WHERE user_id = " + ada.id()))
                    .isZero();
        }
    }

    @Test
    void anotherKeyOpensNothing() throws Exception {
        try (Receiver receiver = answering(200)) {
            desk.channel(ada, "ci", "webhook", receiver.url("/"));
            desk.assign(desk.artefact("rekeyed", "1"), ada);
            try (Desk other =
                    Desk.open(desk.server().database(), Map.of("assay.channels.secret-key", "another secret"))) {
                other.sendDue();
            }

            assertThat(desk.states(ada))
                    .singleElement()
                    .asString()
                    .startsWith("failed 1 The server's CHANNEL_SECRET_KEY changed");
            assertThat(receiver.left()).isZero();
        }
    }

    @Test
    void oldDeliveriesAreDeleted() throws Exception {
        try (Receiver receiver = answering(200)) {
            desk.channel(ada, "ci", "webhook", receiver.url("/"));
            TestClient client = desk.server().as(ada);
            int old = client.post(Desk.CHANNELS + "/ci/test", "").number("id");
            client.post(Desk.CHANNELS + "/ci/test", "");
            desk.server()
                    .database()
                    .execute("UPDATE notification_delivery SET created_at = now() - interval '31 days' WHERE id = "
                            + old);

            desk.server().bean(DeliveryOutbox.class).forget();

            assertThat(desk.states(ada)).hasSize(1);
        }
    }

    @Test
    void secretsAreNotLogged() throws Exception {
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        logged.start();
        root.addAppender(logged);
        try (Receiver receiver = answering(404)) {
            String secret = desk.channel(ada, "ci", "webhook", receiver.url("/in?token=t0ken"))
                    .text("secret");
            desk.channel(ada, "no", "webhook", "http://localhost:1/in?token=t0ken");
            desk.assign(desk.artefact("logged", "1"), ada);
            desk.sendDue();

            String log = String.join(
                    "\n",
                    logged.list.stream()
                            .map(event -> event.getFormattedMessage() + event.getKeyValuePairs())
                            .toList());
            assertThat(log).contains("Gave up on a delivery").doesNotContain("t0ken", secret.substring(6));
        } finally {
            root.detachAppender(logged);
        }
    }

    private static Receiver answering(int status) throws IOException {
        return new Receiver(_ -> Receiver.Answer.of(status));
    }

    /** The signature by the Standard Webhooks convention. */
    private static String signature(String secret, Receiver.Got got) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
        String signed = got.header("webhook-id") + "." + got.header("webhook-timestamp") + "." + got.body();
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }
}
