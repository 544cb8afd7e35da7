package dev.assay.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.People;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.Together;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The worker sends due deliveries on its own. */
class WorkerTest {
    private static final Map<String, Object> SENDING = Map.of(
            "assay.delivery.enabled", true,
            "assay.delivery.first-retry", "20ms",
            "assay.delivery.poll", "50ms");

    @Test
    void aCommitWakesIt() throws Exception {
        try (Receiver receiver = new Receiver(_ -> Receiver.Answer.of(200));
                Desk desk = Desk.open(Map.of("assay.delivery.enabled", true, "assay.delivery.poll", "1h"))) {
            People.User ada = desk.people().user();
            desk.channel(ada, "ci", "webhook", receiver.url("/"));
            desk.assign(desk.artefact("woken", "1"), ada);
            assertThat(receiver.next().body()).contains("woken");

            desk.server().as(ada).post(Desk.CHANNELS + "/ci/test", "");
            assertThat(receiver.next().body()).startsWith("{\"type\":\"test\"");
        }
    }

    @Test
    void itTriesAgainByItself() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (Receiver receiver = new Receiver(_ -> Receiver.Answer.of(calls.incrementAndGet() < 3 ? 500 : 200));
                Desk desk = Desk.open(SENDING)) {
            People.User ada = desk.people().user();
            desk.channel(ada, "ci", "webhook", receiver.url("/"));
            desk.assign(desk.artefact("again", "1"), ada);

            String id = receiver.next().header("webhook-id");
            assertThat(receiver.next().header("webhook-id")).isEqualTo(id);
            assertThat(receiver.next().header("webhook-id")).isEqualTo(id);
        }
    }

    @Test
    void twoServersSendEverythingOnce() throws Exception {
        TestDatabase database = TestDatabase.migrated();
        int messages = 120;
        Set<String> ids = new HashSet<>();
        try (Receiver receiver = new Receiver(_ -> Receiver.Answer.of(200))) {
            Desk one = Desk.open(database, SENDING);
            try (Desk other = Desk.open(database, SENDING)) {
                List<People.User> users = List.of(
                        one.people().user(), one.people().user(), one.people().user());
                users.forEach(user -> one.channel(user, "ci", "webhook", receiver.url("/")));
                Together.call(4, i -> {
                    Desk desk = i % 2 == 0 ? one : other;
                    for (int n = 0; n < 10; n++) {
                        desk.assign(desk.artefact("a" + i + "-" + n, "1"), users.toArray(People.User[]::new));
                    }
                    return i;
                });
                for (int i = 0; i < messages; i++) {
                    ids.add(receiver.next().header("webhook-id"));
                }
            } finally {
                one.close();
            }
            assertThat(ids).hasSize(messages);
            assertThat(receiver.left()).isZero();
            assertThat(database.strings("SELECT DISTINCT state || ' ' || attempts FROM notification_delivery"))
                    .containsExactly("delivered 1");
        }
    }

    @Test
    void oneThatHangsDoesNotHoldUpOthers() throws Exception {
        CountDownLatch forever = new CountDownLatch(1);
        try (Receiver hanging = new Receiver(_ -> {
                    try {
                        forever.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return Receiver.Answer.of(200);
                });
                Receiver receiver = new Receiver(_ -> Receiver.Answer.of(200));
                Desk desk = Desk.open(SENDING)) {
            People.User ada = desk.people().user();
            People.User ben = desk.people().user();
            desk.channel(ada, "ci", "webhook", hanging.url("/"));
            desk.channel(ben, "ci", "webhook", receiver.url("/"));

            desk.assign(desk.artefact("both", "1"), ada, ben);

            assertThat(receiver.next().body()).contains("both");
            assertThat(desk.states(ada)).containsExactly("pending 1");
            forever.countDown();
        }
    }

    @Test
    void aServerThatStopsFinishesWhatItSends() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch stopping = new CountDownLatch(1);
        TestDatabase database = TestDatabase.migrated();
        try (Receiver receiver = new Receiver(_ -> {
            begun.countDown();
            try {
                stopping.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Receiver.Answer.of(200);
        })) {
            Desk desk = Desk.open(database, SENDING);
            People.User ada = desk.people().user();
            desk.channel(ada, "ci", "webhook", receiver.url("/"));
            desk.assign(desk.artefact("stopping", "1"), ada);
            begun.await();
            Thread stop = Thread.ofVirtual().start(desk::close);
            stopping.countDown();
            stop.join();

            assertThat(database.strings("SELECT state FROM notification_delivery"))
                    .containsExactly("delivered");
        }
    }

    @Test
    void aRefusedRequestDoesNotSendMessages() throws Exception {
        try (Receiver receiver = new Receiver(_ -> Receiver.Answer.of(200));
                Desk desk = Desk.open(SENDING)) {
            People.User ada = desk.people().user();
            desk.channel(ada, "ci", "webhook", receiver.url("/"));
            int artefact = desk.artefact("refused", "1");

            assertThat(desk.server()
                            .as(dev.assay.access.Permission.CHANGE_ARTEFACT)
                            .patch(
                                    "/v1/artefacts/" + artefact,
                                    "{\"reviewer_ids\": [%d], \"bundled_builds\": [2147483647]}".formatted(ada.id()))
                            .status())
                    .isEqualTo(422);

            assertThat(desk.states(ada)).isEmpty();
            assertThat(receiver.left()).isZero();
        }
    }
}
