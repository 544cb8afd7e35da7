package dev.assay.rerun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.database.Fragment;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestServer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Code that runs requests itself finds its own among twenty thousand others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestedRerunTest {
    private final TestServer server = TestServer.start();
    private final Queue queue = Queue.of(server);
    private final Reruns reruns = server.bean(Reruns.class);
    private final StartBody body = StartBody.of("generic");

    @BeforeAll
    void arrange() {
        int id = queue.start(body);
        server.database().execute("""
                INSERT INTO test_plan (name) SELECT 'many-' || i FROM generate_series(1, 20000) i;
                INSERT INTO test_execution (artefact_build_id, environment_id, test_plan_id, status, created_at, updated_at)
                SELECT e.artefact_build_id, e.environment_id, p.id, 'PASSED', now(), now()
                FROM test_execution e, test_plan p WHERE e.id = %d AND p.name LIKE 'many-%%'""".formatted(id));
        queue.silently("{\"test_executions_filters\": {\"families\": [\"generic\"]}}");
        server.database().execute("VACUUM ANALYZE");
    }

    @AfterAll
    void close() {
        server.close();
    }

    private PlanEnvironment place(String plan) {
        return new PlanEnvironment(plan, body.text("environment"), "amd64");
    }

    @Test
    void onlyThesePlacesInTheOrderOfTheQueue() {
        int second = queue.start(body.with("test_plan", "second"));
        int third = queue.start(body.with("test_plan", "third"));
        queue.silently(Queue.ids(second, third));
        queue.silently(Queue.ids(third, ", \"priority\": 5"));
        List<RequestedRerun> wanted =
                reruns.pendingIn(Set.of(place("second"), place("third"), place("fourth")), List.of(), 10);
        assertThat(wanted).extracting(one -> one.place().testPlan()).containsExactly("third", "second");
        assertThat(reruns.pendingIn(Set.of(place("second"), place("third")), List.of(), 1))
                .containsExactly(wanted.getFirst());
        assertThat(reruns.pendingIn(
                        Set.of(place("second"), place("third")),
                        List.of(wanted.getFirst().id()),
                        10))
                .containsExactly(wanted.getLast());
        assertThat(reruns.pendingIn(Set.of(new PlanEnvironment("second", "elsewhere", "amd64")), List.of(), 10))
                .isEmpty();
        assertThat(reruns.pendingIn(
                        Set.of(new PlanEnvironment("second", body.text("environment"), "arm64")), List.of(), 10))
                .isEmpty();
        assertThat(reruns.pendingIn(Set.of(), List.of(), 10)).isEmpty();
        assertThat(reruns.stillPending(List.of(wanted.getFirst().id(), 999_999L)))
                .containsExactly(wanted.getFirst().id());
        assertThat(reruns.stillPending(List.of())).isEmpty();
    }

    @Test
    void requestsOfOthersCostNothing() {
        Fragment search = RequestedRerunRepository.pending(
                List.of(place("many-7"), place("many-77"), place("nobody")), List.of(3L, 4L), 50);
        assertThat(server.database().plan(search))
                .contains("test_plan_name_ix")
                .doesNotContain("Seq Scan on test_plan", "Seq Scan on test_execution_rerun_request");
    }
}
