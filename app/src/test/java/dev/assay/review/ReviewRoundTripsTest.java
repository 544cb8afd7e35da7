package dev.assay.review;

import static dev.assay.access.Permission.CHANGE_ENVIRONMENT_REVIEW;
import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_ENVIRONMENT_REVIEW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.CountingRelay;
import dev.assay.testing.People;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The number of round trips of reviews and assignments does not depend on the number of environments. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReviewRoundTripsTest {
    /** Hikari does not check an idle connection within this time, an hour: a check would count as a round trip. */
    private static final String BYPASS = "com.zaxxer.hikari.aliveBypassWindowMs";

    private final TestDatabase database = TestDatabase.migrated();
    private final CountingRelay relay = new CountingRelay(database);
    private final People people = new People(database);
    private final TestServer server;
    private final TestClient client;

    ReviewRoundTripsTest() throws IOException {
        System.setProperty(BYPASS, "3600000");
        server = TestServer.start(relay.through(), Map.of("datasources.default.maximum-pool-size", 1));
        client = server.as(CHANGE_TEST, VIEW_ENVIRONMENT_REVIEW, CHANGE_ENVIRONMENT_REVIEW);
    }

    @BeforeAll
    void warmUp() {
        for (int i = 0; i < 6; i++) {
            Started started = started(2);
            started.body.start(client);
            started.body.start(client);
            ok(client.get(started.artefact.path()));
            ok(client.patch(started.artefact.path(), changes(started)));
            ok(client.patch(one(started), "{\"review_comment\": \"warm\"}"));
        }
    }

    @AfterAll
    void close() throws IOException {
        server.close();
        relay.close();
        System.clearProperty(BYPASS);
    }

    /** An artefact without reviewers that has executions in a number of environments, and a body to start another. */
    private record Started(StartBody body, ReviewedArtefact artefact) {}

    @Test
    void assigning() {
        assertConstant("start that assigns", 18, n -> {
            Started started = started(n);
            return () -> started.body.start(client);
        });
        assertConstant("start of what has its reviewers", 14, n -> {
            Started started = started(n);
            started.body.start(client);
            return () -> started.body.start(client);
        });
    }

    @Test
    void listing() {
        assertConstant("list reviews", 2, n -> {
            Started started = started(n);
            started.body.start(client);
            return () -> ok(client.get(started.artefact.path()));
        });
    }

    @Test
    void changing() {
        assertConstant("change a review", 7, n -> {
            String one = one(started(n));
            return () -> ok(client.patch(one, "{\"review_comment\": \"new\"}"));
        });
        assertConstant("change many reviews", 7, n -> {
            Started started = started(n);
            String changes = changes(started);
            return () -> ok(client.patch(started.artefact.path(), changes));
        });
    }

    private Started started(int environments) {
        StartBody body = StartBody.of("snap");
        int execution = body.start(client);
        ReviewedArtefact artefact = ReviewedArtefact.of(server, execution);
        artefact.widen(execution, environments - 1);
        int team = people.team();
        people.rule(team, "snap", Map.of("name", body.text("name")));
        people.members(team, 20);
        return new Started(body.with("needs_assignment", true), artefact);
    }

    private String one(Started started) {
        return started.artefact.path() + "/" + started.artefact.reviews(client).getFirst();
    }

    private String changes(Started started) {
        return started.artefact.reviews(client).stream()
                .map("{\"id\": %d, \"review_decision\": [\"REJECTED\"]}"::formatted)
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** Prepares each call, then counts the round trips of the call alone. */
    private void assertConstant(String what, int atMost, IntFunction<Runnable> prepared) {
        List<Integer> costs =
                IntStream.of(1, 50, 500).mapToObj(prepared).map(relay::count).toList();
        System.out.println("round trips: " + what + ": " + costs);
        assertThat(costs).as(what).containsOnly(costs.getFirst());
        assertThat(costs.getFirst()).as(what).isBetween(1, atMost);
    }

    private static void ok(TestResponse response) {
        assertThat(response.status()).as(response.body()).isEqualTo(200);
    }
}
