package dev.assay.search;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.Posted;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestServer;
import dev.assay.testing.Together;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Totals are right for every writer of results and every way to write them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResultCountTest {
    private final TestServer server = TestServer.start();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_TEST);

    @AfterAll
    void close() {
        server.close();
    }

    @AfterEach
    void countsAreThoseOfTheResults() {
        assertThat(server.database().rows("""
                SELECT c.test_execution_id, c.passed, c.failed, c.skipped, c.oldest <= min(r.created_at), c.newest >= max(r.created_at)
                FROM result_count c LEFT JOIN test_result r USING (test_execution_id)
                GROUP BY c.test_execution_id
                HAVING c.passed <> count(r.id) FILTER (WHERE r.status = 'PASSED')
                  OR c.failed <> count(r.id) FILTER (WHERE r.status = 'FAILED')
                  OR c.skipped <> count(r.id) FILTER (WHERE r.status = 'SKIPPED')
                  OR c.oldest > min(r.created_at) OR c.newest < max(r.created_at)""")).isEmpty();
        assertThat(server.database().strings("""
                SELECT id FROM test_result WHERE test_execution_id NOT IN (SELECT test_execution_id FROM result_count)""")).isEmpty();
    }

    @Test
    void postedReplacedAndEnded() {
        StartBody body = StartBody.of("snap").linked();
        int execution = body.start(client);
        post(execution, Posted.results("a", 20));
        assertThat(counts(execution)).containsExactly("20", "0", "0");
        post(execution, "[%s, %s]".formatted(Posted.result("a1", "FAILED"), Posted.result("b", "SKIPPED")));
        assertThat(counts(execution)).containsExactly("19", "1", "1");
        client.put("/v1/test-executions/end-test", Posted.end(body.text("ci_link"), "c", 3));
        assertThat(counts(execution)).containsExactly("3", "0", "0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE test_result SET status = 'FAILED' WHERE id % 2 = 0",
                "UPDATE test_result SET created_at = created_at - interval '1 year' WHERE id % 3 = 0",
                "UPDATE test_result SET test_execution_id = (SELECT min(id) FROM test_execution)",
                "DELETE FROM test_result WHERE id % 2 = 0",
                "DELETE FROM test_result",
                "DELETE FROM test_case",
                "DELETE FROM test_execution",
                "TRUNCATE test_result CASCADE",
                "TRUNCATE test_execution CASCADE",
            })
    void changedByHand(String sql) {
        for (int i = 0; i < 3; i++) {
            post(StartBody.of("snap").start(client), Posted.results("hand" + i + "/", 10));
        }
        server.database().execute(sql);
        countsAreThoseOfTheResults();
        if (!sql.contains("test_execution CASCADE")) {
            post(StartBody.of("snap").start(client), Posted.results("after", 5));
        }
    }

    @Test
    void writtenByManyAtOnce() {
        List<Integer> executions = IntStream.range(0, 3)
                .mapToObj(i -> StartBody.of("snap").start(client))
                .toList();
        Together.call(24, i -> {
            post(executions.get(i % 3), Posted.results("many" + i % 5 + "/", 30));
            return i;
        });
        assertThat(executions).allMatch(id -> counts(id).equals(List.of("150", "0", "0")));
    }

    private void post(int execution, String results) {
        assertThat(client.post("/v1/test-executions/" + execution + "/test-results", results)
                        .status())
                .isEqualTo(200);
    }

    private List<String> counts(int execution) {
        return server.database()
                .rows("SELECT passed, failed, skipped FROM result_count WHERE test_execution_id = " + execution)
                .getFirst();
    }
}
