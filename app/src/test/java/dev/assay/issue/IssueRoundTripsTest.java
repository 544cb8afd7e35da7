package dev.assay.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.CountingRelay;
import dev.assay.testing.Posted;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The number of round trips to attach an issue does not depend on the number of results. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IssueRoundTripsTest {
    private static final String BYPASS = "com.zaxxer.hikari.aliveBypassWindowMs";

    private final TestDatabase database = TestDatabase.migrated();
    private final CountingRelay relay = new CountingRelay(database);
    private final TestServer server;
    private final Known known;
    private final StartBody body = StartBody.of("generic");
    private List<Integer> results = List.of();
    private int issue;

    IssueRoundTripsTest() throws IOException {
        System.setProperty(BYPASS, "3600000");
        server = TestServer.start(relay.through(), Map.of("datasources.default.maximum-pool-size", 1));
        known = Known.on(server);
    }

    @BeforeAll
    void arrange() {
        results = known.results(
                body,
                IntStream.range(0, 2000)
                        .mapToObj(i -> Posted.result("c" + i, "FAILED"))
                        .toArray(String[]::new));
        issue = known.issue(1);
        for (int i = 0; i < 6; i++) {
            known.issue(1);
            known.issue(2 + i);
            known.attach(issue, Known.ids(results.subList(0, 2)));
            known.detach(issue, Known.ids(results.subList(0, 2)));
            known.rule(issue, "{\"enabled\": false}");
            ok(known.client().get("/v1/issues"));
        }
    }

    @AfterAll
    void close() throws IOException {
        server.close();
        relay.close();
        System.clearProperty(BYPASS);
    }

    @Test
    void bulk() { // ATT-4, ATT-5
        assertConstant("attach", 7, n -> ok(known.attach(issue, Known.ids(results.subList(0, n)))));
        assertConstant("detach", 7, n -> ok(known.detach(issue, Known.ids(results.subList(0, n)))));
        assertConstant("attach by filter", 7, n -> ok(known.attach(issue, filter(n))));
        assertConstant("detach by filter", 7, n -> ok(known.detach(issue, filter(n))));
    }

    @Test
    void listsAndRules() {
        for (int i = 1; i <= 100; i++) {
            known.issue(1000 + i);
        }
        assertConstant("list", 2, n -> ok(known.client().get("/v1/issues?limit=" + Math.min(n, 1000))));
        assertConstant("rule", 3, n -> known.rule(issue, """
                {"enabled": false, "test_case_names": ["a%s"], "execution_metadata": {"lab": ["b%s"]}}""".formatted("\",\"c".repeat(n), "\",\"c".repeat(n))));
    }

    private String filter(int count) {
        return "{\"test_results_filters\": {\"families\": [\"generic\"], \"limit\": %d}}".formatted(count);
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
