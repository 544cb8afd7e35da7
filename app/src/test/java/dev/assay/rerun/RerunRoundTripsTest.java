package dev.assay.rerun;

import static dev.assay.access.Permission.CHANGE_RERUN;
import static dev.assay.access.Permission.CHANGE_RERUN_BULK;
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
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The number of round trips of requests and withdrawals does not depend on the number of executions; each page of the
 * queue costs the same.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RerunRoundTripsTest {
    private static final String BYPASS = "com.zaxxer.hikari.aliveBypassWindowMs";

    private final TestDatabase database = TestDatabase.migrated();
    private final CountingRelay relay = new CountingRelay(database);
    private final TestServer server;
    private final Queue queue;
    private final StartBody body = StartBody.of("generic");
    private TestClient granted = new TestClient(java.net.URI.create("http://localhost"));
    private List<Integer> executions = List.of();

    RerunRoundTripsTest() throws IOException {
        System.setProperty(BYPASS, "3600000");
        server = TestServer.start(relay.through(), Map.of("datasources.default.maximum-pool-size", 1));
        queue = Queue.of(server);
    }

    @BeforeAll
    void arrange() {
        int first = queue.start(body);
        database.execute("""
                INSERT INTO test_plan (name) SELECT 'many-' || i FROM generate_series(1, 2000) i;
                INSERT INTO test_execution (artefact_build_id, environment_id, test_plan_id, status, created_at, updated_at)
                SELECT e.artefact_build_id, e.environment_id, p.id, 'PASSED', now(), now()
                FROM test_execution e, test_plan p WHERE e.id = %d AND p.name LIKE 'many-%%'""".formatted(first));
        executions = database.strings("SELECT id FROM test_execution WHERE id > " + first + " ORDER BY id").stream()
                .map(Integer::valueOf)
                .toList();
        People people = new People(database);
        int team = people.team(CHANGE_RERUN_BULK);
        people.rule(team, "generic", Map.of("name", body.text("name")), CHANGE_RERUN);
        granted = server.as(people.members(team, 1).getFirst());
        for (int i = 0; i < 6; i++) {
            queue.request(some(2));
            queue.silently(some(2));
            queue.withdraw(some(2));
            granted.delete(Queue.PATH, some(2));
            queue.agent().get(Queue.PATH);
        }
    }

    @AfterAll
    void close() throws IOException {
        server.close();
        relay.close();
        System.clearProperty(BYPASS);
    }

    private String some(int count) {
        return Queue.ids(executions.subList(0, count));
    }

    /** A filter that selects all, with this number of unnecessary names. */
    private String described(int count) {
        String names =
                IntStream.range(0, count).mapToObj(i -> "\"e-" + i + "\"").collect(Collectors.joining(","));
        return "{\"test_executions_filters\": {\"environments\": [\"%s\", %s]}}"
                .formatted(body.text("environment"), names);
    }

    @Test
    void silentRequests() { // RR-24
        assertConstant("silent", 3, n -> queue.silently(some(n)));
        assertConstant("silent, with priority", 3, n -> queue.silently(some(n).replace("}", ", \"priority\": 5}")));
        assertConstant("silent, by filter", 3, n -> queue.silently(described(n)));
        assertConstant(
                "silent, granted",
                5,
                n -> Queue.isNull(granted.post(Queue.PATH + "?silent=true", some(n))),
                2,
                100,
                2000);
    }

    @Test
    void withdrawals() { // RR-24, RR-33
        assertConstant("withdraw", 3, n -> queue.withdraw(some(n)));
        assertConstant("withdraw, by filter", 3, n -> queue.withdraw(described(n)));
        assertConstant("withdraw, granted", 5, n -> Queue.isNull(granted.delete(Queue.PATH, some(n))), 2, 100, 2000);
    }

    @Test
    void answeredRequests() {
        assertConstant("request, one page of answer", 8, n -> ok(queue.request(some(n))), 1, 10, 100, 200);
        int page = relay.count(() -> ok(queue.request(some(200))));
        assertThat(relay.count(() -> ok(queue.request(some(2000))))).isEqualTo(page + 9 * 2);
    }

    @Test
    void theQueue() { // RR-25
        queue.withdraw(some(2000));
        assertConstant(
                "silent request, then one page of queue",
                7,
                n -> {
                    queue.silently(some(n));
                    ok(queue.agent().get(Queue.PATH));
                },
                1,
                10,
                100,
                199);
        queue.silently(some(2000));
        int page = relay.count(() -> ok(queue.agent().get(Queue.PATH + "?limit=200")));
        assertThat(relay.count(() -> ok(queue.agent().get(Queue.PATH + "?limit=2000"))))
                .isEqualTo(page + 9 * 3);
    }

    private void assertConstant(String what, int atMost, IntConsumer call) {
        assertConstant(what, atMost, call, 1, 100, 2000);
    }

    private void assertConstant(String what, int atMost, IntConsumer call, int... sizes) {
        List<Integer> costs = IntStream.of(sizes)
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
