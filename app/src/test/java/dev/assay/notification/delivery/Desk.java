package dev.assay.notification.delivery;

import static dev.assay.access.Permission.CHANGE_ARTEFACT;
import static dev.assay.access.Permission.CHANGE_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.People;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A server that sends messages only when the test calls {@code send}, and users to assign to artefacts. */
final class Desk implements AutoCloseable {
    static final String CHANNELS = "/v2/users/me/notification-channels";
    static final String DELIVERIES = "/v2/users/me/notification-deliveries";

    private final TestServer server;
    private final People people;
    private final TestClient ci;

    private Desk(TestServer server) {
        this.server = server;
        this.people = new People(server.database());
        this.ci = server.as(CHANGE_TEST, CHANGE_ARTEFACT);
    }

    static Desk open(Map<String, Object> settings) {
        return open(TestDatabase.migrated(), settings);
    }

    static Desk open(TestDatabase database, Map<String, Object> settings, Object... beans) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "assay.development.enabled",
                true,
                "assay.outbound.allowed-hosts",
                "localhost",
                "assay.delivery.attempts",
                4));
        all.putAll(settings);
        return new Desk(TestServer.start(database, all, beans));
    }

    TestServer server() {
        return server;
    }

    People people() {
        return people;
    }

    /** Creates an artefact. */
    int artefact(String name, String version) {
        int execution =
                StartBody.of("snap").with("name", name).with("version", version).start(ci);
        return number("""
                SELECT b.artefact_id FROM test_execution e JOIN artefact_build b ON b.id = e.artefact_build_id
                WHERE e.id = %d""".formatted(execution));
    }

    void assign(int artefact, People.User... reviewers) {
        patch(
                artefact,
                "{\"reviewer_ids\": [%s]}"
                        .formatted(Stream.of(reviewers)
                                .map(user -> String.valueOf(user.id()))
                                .collect(Collectors.joining(","))));
    }

    void patch(int artefact, String change) {
        TestResponse response = ci.patch("/v1/artefacts/" + artefact, change);
        assertThat(response.status()).as(response.body()).isEqualTo(200);
    }

    TestResponse channel(People.User user, String name, String kind, String url) {
        TestResponse made =
                server.as(user).put(CHANNELS + "/" + name, "{\"kind\": \"%s\", \"url\": \"%s\"}".formatted(kind, url));
        assertThat(made.status()).as(made.body()).isEqualTo(200);
        return made;
    }

    /** Sends what is due, and what becomes due meanwhile, like the worker does. */
    void sendDue() {
        DeliveryOutbox outbox = server.bean(DeliveryOutbox.class);
        for (List<Due> due = outbox.claim(100); !due.isEmpty(); due = outbox.claim(100)) {
            due.forEach(outbox::send);
        }
    }

    /** Makes all pending deliveries due now. */
    void passTime() {
        server.database().execute("UPDATE notification_delivery SET next_attempt_at = now() WHERE state = 'pending'");
    }

    /** {@code state attempts error} of a user's deliveries, newest first. */
    List<String> states(People.User user) {
        TestResponse page = server.as(user).get(DELIVERIES);
        assertThat(page.status()).as(page.body()).isEqualTo(200);
        return page.at("items").size() == 0
                ? List.of()
                : java.util.stream.IntStream.range(0, page.at("items").size())
                        .mapToObj(i -> (page.text("items", i, "state") + " " + page.number("items", i, "attempts") + " "
                                        + (page.at("items", i, "error").isNull() ? "" : page.text("items", i, "error")))
                                .strip())
                        .toList();
    }

    int number(String sql) {
        return Integer.parseInt(server.database().strings(sql).getFirst());
    }

    @Override
    public void close() {
        server.close();
    }
}
