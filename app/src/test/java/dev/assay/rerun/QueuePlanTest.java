package dev.assay.rerun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestServer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A page of the queue costs no more than its rows, for any number of requests with the same priority and time, and for
 * any number of runs of a build.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueuePlanTest {
    private static final QueueQuery ALL = new QueueQuery(null, null, null, null, null);

    private final TestServer server = TestServer.start();
    private final Queue queue = Queue.of(server);
    private final StartBody body = StartBody.of("generic");

    @BeforeAll
    void arrange() {
        int id = queue.start(body);
        server.database().execute("""
                INSERT INTO test_plan (name) SELECT 'many-' || i FROM generate_series(1, 20000) i;
                INSERT INTO test_execution (artefact_build_id, environment_id, test_plan_id, status, created_at, updated_at)
                SELECT e.artefact_build_id, e.environment_id, p.id, 'PASSED', now(), now()
                FROM test_execution e, test_plan p, generate_series(1, 3) WHERE e.id = %d""".formatted(id));
        queue.silently("{\"test_executions_filters\": {\"families\": [\"generic\"]}}");
        server.database().execute("VACUUM ANALYZE");
    }

    @AfterAll
    void close() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10_000, 19_900})
    void aPageIsOneDescentAndOneForEachGroup(int before) { // RR-25, RR-30
        RerunRequest after = null;
        if (before > 0) {
            List<String> row = server.database()
                    .rows("SELECT id, priority, to_char(created_at, 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"
                            + " FROM test_execution_rerun_request ORDER BY id LIMIT 1 OFFSET " + before)
                    .getFirst();
            after = new RerunRequest(
                    Integer.parseInt(row.get(0)), Integer.parseInt(row.get(1)), Instant.parse(row.get(2) + "Z"), 0);
        }
        assertThat(server.database().plan(RerunRepository.part(ALL, after, 200)))
                .contains("test_execution_rerun_request_queue_ix", "test_execution_group_ix")
                .doesNotContain("Rows Removed", "Sort", "Seq Scan");
    }

    @Test
    void requestsAndWithdrawalsOfTensOfThousands() { // RR-24
        queue.withdraw("{\"test_executions_filters\": {\"families\": [\"generic\"]}}");
        assertThat(queue.in(body)).isEmpty();
        queue.silently("{\"test_executions_filters\": {\"families\": [\"generic\"]}, \"priority\": 2}");
        assertThat(queue.in(body)).hasSize(20_001).doesNotHaveDuplicates();
    }
}
