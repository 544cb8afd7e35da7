package dev.assay.rerun;

import static dev.assay.rerun.Queue.ids;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** GET returns the requests in order. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueueTest {
    private final TestServer server = TestServer.start();
    private final Queue queue = Queue.of(server);

    @AfterAll
    void close() {
        server.close();
    }

    private List<Integer> listed(String query) {
        return Queue.executions(queue.agent().get(Queue.PATH + query));
    }

    private void clear() {
        server.database().execute("DELETE FROM test_execution_rerun_request");
    }

    @Test
    void byPriorityThenFirstComeFirstServed() { // RR-25
        clear();
        List<Integer> executions = queue.start(6);
        queue.request(ids(executions.get(0)));
        queue.request(ids(executions.get(1), ", \"priority\": -1"));
        queue.request(ids(executions.get(2), ", \"priority\": 5"));
        queue.silently("{\"test_execution_ids\": [%d, %d]}".formatted(executions.get(4), executions.get(3)));
        queue.request(ids(executions.get(5), ", \"priority\": 5"));

        List<Integer> expected =
                IntStream.of(2, 5, 0, 3, 4, 1).mapToObj(executions::get).toList();
        assertThat(listed("")).isEqualTo(expected);
        assertThat(listed("?limit=4")).isEqualTo(expected.subList(0, 4));
        assertThat(listed("?limit=1")).isEqualTo(expected.subList(0, 1));
        assertThat(listed("?limit=0")).isEmpty();
        assertThat(listed("?limit=2000000000")).isEqualTo(expected);
    }

    @Test
    void anEmptyQueue() { // RR-25
        clear();
        TestResponse answer = queue.agent().get(Queue.PATH);
        assertThat(answer.body()).isEqualTo("[]");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void aLongQueueIsReadToItsEnd() { // RR-25, RR-27
        clear();
        StartBody body = StartBody.of("generic");
        int id = queue.start(body);
        server.database().execute("""
                INSERT INTO test_plan (name) SELECT 'long-' || i FROM generate_series(1, 1001) i;
                INSERT INTO test_execution (artefact_build_id, environment_id, test_plan_id, status, created_at, updated_at)
                SELECT e.artefact_build_id, e.environment_id, p.id, 'PASSED', now(), now()
                FROM test_execution e, test_plan p WHERE e.id = %d AND p.name LIKE 'long-%%'""".formatted(id));
        List<Integer> all =
                server.database().strings("""
                SELECT e.id FROM test_execution e JOIN test_plan p ON p.id = e.test_plan_id
                WHERE p.name LIKE 'long-%' ORDER BY p.id""").stream().map(Integer::valueOf).toList();
        queue.silently("""
                {"test_executions_filters": {"artefacts": ["%s"], "test_execution_statuses": ["PASSED"]}}""".formatted(body.text("name")));
        assertThat(listed(""))
                .as("all at one time: by the order of their storing")
                .isEqualTo(all);

        Random random = new Random(7);
        Map<Integer, Integer> priorities =
                all.stream().collect(Collectors.toMap(Function.identity(), e -> random.nextInt(3) - 1));
        List<Integer> shuffled = new java.util.ArrayList<>(all);
        Collections.shuffle(shuffled, random);
        shuffled.stream()
                .collect(Collectors.groupingBy(priorities::get))
                .forEach((priority, some) ->
                        queue.silently("{\"test_execution_ids\": %s, \"priority\": %d}".formatted(some, priority)));

        List<Integer> expected = all.stream()
                .sorted(Comparator.comparing(priorities::get, Comparator.reverseOrder()))
                .toList();
        assertThat(listed("")).isEqualTo(expected);
        assertThat(listed("?limit=200")).isEqualTo(expected.subList(0, 200));
        assertThat(listed("?limit=401")).isEqualTo(expected.subList(0, 401));
        assertThat(listed("?family=generic&build_architecture=amd64")).isEqualTo(expected);
        assertThat(listed("?family=snap")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', snap arm charm",
        "family=snap, snap arm",
        "family=charm, charm",
        "family=oci, ''",
        "environment={snap}, snap arm",
        "environment={charm}, charm",
        "environment=, ''",
        "environment_architecture=arm64, arm",
        "build_architecture=arm64, arm",
        "build_architecture=ARM64, ''",
        "build_architecture=amd64&environment_architecture=amd64, snap charm",
        "build_architecture=amd64&environment_architecture=arm64, ''",
        "family=snap&environment={charm}, ''",
        "family=snap&environment={snap}&environment_architecture=amd64&build_architecture=amd64&limit=5, snap",
        "family=snap&limit=1&unknown=x, snap",
    })
    void filtersAreExactAndAllCount(String query, String expected) { // RR-26
        clear();
        StartBody snap = StartBody.of("snap");
        StartBody charm = StartBody.of("charm");
        Map<Integer, String> letters = Map.of(
                queue.start(snap), "snap",
                queue.start(snap.with("arch", "arm64")), "arm",
                queue.start(charm), "charm");
        letters.keySet().stream().sorted().forEach(id -> queue.request(ids(id)));

        String filled = query.replace("{snap}", snap.text("environment")).replace("{charm}", charm.text("environment"));

        assertThat(listed("?" + filled).stream().map(letters::get).collect(Collectors.joining(" ")))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "limit=-1, greater_than_equal, limit",
        "limit=x, int_parsing, limit",
        "limit=, int_parsing, limit",
        "family=rpm, enum, family",
        "family=, enum, family"
    })
    void badFilters(String query, String type, String place) { // RR-26, RR-27, CONV-12
        Queue.isInvalid(queue.agent().get(Queue.PATH + "?" + query), type, "query", place);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?limit=1"})
    void aRequestWithoutExecutionsIsSkipped(String query) { // RR-31
        clear();
        int gone = queue.start(StartBody.of("snap"));
        int id = queue.start(StartBody.of("snap"));
        queue.request(ids(gone));
        queue.request(ids(id));
        server.database().execute("DELETE FROM test_execution WHERE id = " + gone);
        assertThat(listed(query)).containsExactly(id);
    }
}
