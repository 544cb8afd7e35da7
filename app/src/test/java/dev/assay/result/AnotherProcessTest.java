package dev.assay.result;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.Posted;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import dev.assay.testing.Together;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Other programs may write the same tables at any moment. Rows that they delete lead to 404 or are created again, never
 * to 500.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnotherProcessTest {
    private static final int CASES = 60;
    private static final List<Integer> ALLOWED = List.of(200, 404, 409, 503);

    private TestServer server;
    private TestClient client;

    @BeforeAll
    void start() {
        server = TestServer.start();
        client = server.as(CHANGE_TEST, VIEW_TEST);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void aDeletedExecutionIsNotFoundAndCanBeStartedAgain() {
        StartBody body = StartBody.of("snap").linked();
        int gone = body.start(client);
        server.database().execute("DELETE FROM test_execution WHERE id = " + gone);

        assertThat(post(gone, "a")).isEqualTo(404);
        assertThat(client.patch("/v1/test-executions/" + gone, "{}").status()).isEqualTo(404);
        assertThat(client.put("/v1/test-executions/end-test", Posted.end(body.text("ci_link"), "a", 1))
                        .status())
                .isEqualTo(404);
        int again = body.start(client);
        assertThat(again).isGreaterThan(gone);
        assertThat(post(again, "a")).isEqualTo(200);
    }

    @Test
    void aStartRecreatesDeletedRows() {
        StartBody body = StartBody.of("charm");
        int first = body.start(client);
        for (String deletion : List.of(
                "DELETE FROM artefact_build_environment_review",
                "DELETE FROM test_plan WHERE name = '%s'".formatted(body.text("test_plan")),
                "DELETE FROM artefact WHERE name = '%s'".formatted(body.text("name")),
                "DELETE FROM environment WHERE name = '%s'".formatted(body.text("environment")))) {
            server.database().execute(deletion);
            assertThat(body.start(client)).as(deletion).isGreaterThan(first);
            server.database().execute("DELETE FROM test_execution");
        }
    }

    @Test
    void deletedCasesAreCreatedAgain() {
        int id = StartBody.of("snap").start(client);
        assertThat(post(id, "case")).isEqualTo(200);
        server.database().execute("DELETE FROM test_case");
        assertThat(client.get("/v1/test-executions/" + id + "/test-results").body())
                .isEqualTo("[]");
        assertThat(post(id, "case")).isEqualTo(200);
        assertThat(client.get("/v1/test-executions/" + id + "/test-results")
                        .json()
                        .size())
                .isEqualTo(CASES);
    }

    @Test
    void rowsThatAreAlwaysDeletedAreAConflict() {
        server.database().execute("""
                CREATE FUNCTION vanish() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'""");
        Map.of(
                        "environment", "name",
                        "test_plan", "name",
                        "test_case", "name",
                        "artefact", "name",
                        "artefact_build", "architecture",
                        "test_execution", "ci_link")
                .forEach((table, column) -> server.database().execute("""
                        CREATE TRIGGER gone BEFORE INSERT ON %s FOR EACH ROW WHEN (NEW.%s LIKE 'gone%%')
                        EXECUTE FUNCTION vanish()""".formatted(table, column)));

        for (String field : List.of("environment", "test_plan", "name", "arch", "ci_link")) {
            assertThat(StartBody.of("snap").with(field, "gone").send(client).status())
                    .as(field)
                    .isEqualTo(409);
        }
        assertThat(post(StartBody.of("snap").start(client), "gone")).isEqualTo(409);
    }

    @Test
    void deletionsDuringABurstLeaveAConsistentDatabase() {
        List<StartBody> bodies = IntStream.range(0, 4)
                .mapToObj(i -> StartBody.of("snap").linked())
                .toList();
        Map<Integer, Integer> statuses = new TreeMap<>();
        AtomicInteger writing = new AtomicInteger(8);

        List<List<TestResponse>> answers =
                Together.call(10, i -> i < 8 ? write(bodies.get(i % 4), i, writing) : delete(bodies, i, writing));

        answers.forEach(list -> list.forEach(answer -> {
            assertThat(answer.status()).as(answer.body()).isIn(ALLOWED);
            statuses.merge(answer.status(), 1, Integer::sum);
        }));
        System.out.println("answers during deletions: " + statuses);
        assertThat(statuses.get(200)).isPositive();
        assertThat(server.database().strings("""
                SELECT format('%s in %s', test_case_id, test_execution_id) FROM test_result
                GROUP BY test_case_id, test_execution_id HAVING count(*) > 1""")).isEmpty();
        assertThat(server.database().strings("""
                SELECT e.id FROM test_execution e WHERE NOT EXISTS (
                  SELECT FROM artefact_build_environment_review r
                  WHERE (r.artefact_build_id, r.environment_id) = (e.artefact_build_id, e.environment_id))"""))
                .as("executions without review, CLI-13")
                .isEmpty();
    }

    private List<TestResponse> write(StartBody body, int writer, AtomicInteger writing) {
        try {
            return IntStream.range(0, 15)
                    .mapToObj(i -> {
                        TestResponse started = body.send(client);
                        if (started.status() != 200) {
                            return List.of(started);
                        }
                        String path = "/v1/test-executions/" + started.number("id");
                        return List.of(
                                started,
                                client.post(path + "/test-results", Posted.results("burst" + writer % 3, CASES)),
                                client.put(
                                        "/v1/test-executions/end-test",
                                        Posted.end(body.text("ci_link"), "burst", CASES)),
                                client.patch(path, "{\"execution_metadata\": {}, \"status\": \"COMPLETED\"}"),
                                client.get(path + "/test-results"));
                    })
                    .flatMap(List::stream)
                    .toList();
        } finally {
            writing.decrementAndGet();
        }
    }

    /** Deletes while others write. A deletion that is blocked or deadlocked is given up. */
    private List<TestResponse> delete(List<StartBody> bodies, int turn, AtomicInteger writing) {
        int next = turn;
        while (writing.get() > 0) {
            StartBody body = bodies.get(next++ % bodies.size());
            for (String deletion : List.of(
                    "DELETE FROM test_execution WHERE ci_link = '%s'".formatted(body.text("ci_link")),
                    "DELETE FROM test_case WHERE name LIKE 'burst%'",
                    "DELETE FROM test_plan WHERE name = '%s'".formatted(body.text("test_plan")),
                    "DELETE FROM artefact WHERE name = '%s'".formatted(body.text("name")),
                    "DELETE FROM environment WHERE name = '%s'".formatted(body.text("environment")))) {
                try {
                    server.database().execute(deletion);
                } catch (IllegalStateException e) {
                    assertThat(e.getCause().getMessage()).containsAnyOf("deadlock", "violates foreign key");
                }
            }
        }
        return List.of();
    }

    private int post(int id, String prefix) {
        return client.post("/v1/test-executions/" + id + "/test-results", Posted.results(prefix, CASES))
                .status();
    }
}
