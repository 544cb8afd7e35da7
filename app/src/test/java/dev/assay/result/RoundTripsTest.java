package dev.assay.result;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.CountingRelay;
import dev.assay.testing.Posted;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The number of round trips of a request does not depend on its size. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoundTripsTest {
    /** Hikari does not check an idle connection within this time, an hour: a check would count as a round trip. */
    private static final String BYPASS = "com.zaxxer.hikari.aliveBypassWindowMs";

    private final TestDatabase database = TestDatabase.migrated();
    private final CountingRelay relay = new CountingRelay(database);
    private final TestServer server;
    private final TestClient client;
    private int made;

    RoundTripsTest() throws IOException {
        System.setProperty(BYPASS, "3600000");
        server = TestServer.start(relay.through(), Map.of("datasources.default.maximum-pool-size", 1));
        client = server.as(CHANGE_TEST, VIEW_TEST);
    }

    @BeforeAll
    void warmUp() {
        StartBody body = StartBody.of("snap").linked();
        for (int i = 0; i < 6; i++) {
            int id = body.start(client);
            ok(client.post("/v1/test-executions/" + id + "/test-results", Posted.results("warm", 3)));
            ok(client.put("/v1/test-executions/end-test", Posted.end(body.text("ci_link"), "warm", 3)));
            ok(client.get("/v1/test-executions/" + id));
        }
    }

    @AfterAll
    void close() throws IOException {
        server.close();
        relay.close();
        System.clearProperty(BYPASS);
    }

    @Test
    void posting() {
        int execution = StartBody.of("snap").start(client);
        String path = "/v1/test-executions/" + execution + "/test-results";
        assertConstant("post new cases", 11, n -> ok(client.post(path, Posted.results("new" + made++ + "/", n))));
        assertConstant("post known cases", 11, n -> ok(client.post(path, Posted.results("new0/", n))));
    }

    @Test
    void ending() {
        StartBody body = StartBody.of("snap").linked();
        body.start(client);
        assertConstant(
                "end-test",
                13,
                n -> ok(client.put(
                        "/v1/test-executions/end-test", Posted.end(body.text("ci_link"), "end" + made++ + "/", n))));
    }

    @Test
    void events() {
        String path = "/v1/test-executions/" + StartBody.of("snap").start(client) + "/status_update";
        assertConstant(
                "put events",
                8,
                n -> ok(client.put(
                        path,
                        "{\"events\": [%s]}"
                                .formatted(IntStream.range(0, n)
                                        .mapToObj(i -> "{\"event_name\": \"e\", \"timestamp\": %d, \"detail\": \"\"}"
                                                .formatted(i))
                                        .collect(Collectors.joining(","))))));
    }

    @Test
    void starting() {
        assertConstant("start, all new", 12, n -> StartBody.of("snap").linked().start(client));
        StartBody body = StartBody.of("snap").linked();
        body.start(client);
        assertConstant("start, known ci_link", 6, n -> body.start(client));
        assertConstant(
                "start, new execution of what is known",
                12,
                n -> body.without("ci_link").start(client));
        assertConstant(
                "start with links",
                13,
                n -> body.without("ci_link")
                        .with(
                                "relevant_links",
                                IntStream.range(0, n)
                                        .mapToObj(i -> Map.of("label", "MR", "url", "http://l.a/" + i))
                                        .toList())
                        .start(client));
    }

    @Test
    void reading() {
        int execution = StartBody.of("snap").start(client);
        String path = "/v1/test-executions/" + execution;
        assertConstant("get execution", 2, n -> {
            ok(client.get(path));
            database.execute("""
                    INSERT INTO test_execution_relevant_link (test_execution_id, label, url, created_at, updated_at)
                    SELECT %d, '', '', now(), now() FROM generate_series(1, %d)""".formatted(execution, n));
        });
    }

    private void assertConstant(String what, int atMost, IntConsumer call) {
        List<Integer> costs = IntStream.of(1, 100, 2000)
                .map(n -> relay.count(() -> call.accept(n)))
                .boxed()
                .toList();
        System.out.println("round trips: " + what + ": " + costs);
        assertThat(costs).as(what).containsOnly(costs.getFirst());
        assertThat(costs.getFirst()).as(what).isBetween(1, atMost);
    }

    private static void ok(TestResponse response) {
        assertThat(response.status()).as(response.body()).isEqualTo(200);
    }
}
