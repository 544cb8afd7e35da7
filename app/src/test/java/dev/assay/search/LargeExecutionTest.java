package dev.assay.search;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Executions with more results than are read at once, and results with more text. */
class LargeExecutionTest {
    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_TEST);
    private final StartBody body = StartBody.of("snap");
    private final String search = "/v1/test-executions?artefacts=" + body.text("name");

    /** TE-SEARCH-04: newest first, even if a result with a higher id is older. */
    @ParameterizedTest
    @CsvSource({
        "11000, 0", // one upload
        "11000, id / 100", // many, one after the other
        "11000, -id / 3000", // each older than the one before
        "11000, id % 3", // all at once
        "11000, CASE WHEN id % 100 = 0 THEN -5 ELSE id / 1000 END", // some between
        "5000, id % 3",
        "5001, id % 3"
    })
    void resultsComeNewestFirst(int count, String seconds) {
        int large = body.start(client);
        int small = body.start(client);
        store(large, count, seconds, "'x'");
        store(small, 3, "id % 2", "'x'");
        int none = body.start(client);

        TestResponse found = client.get(search);

        assertThat(found.number("count")).isEqualTo(2);
        assertThat(ids(found.at("test_executions", 0, "test_results"))).isEqualTo(stored(small));
        assertThat(ids(found.at("test_executions", 1, "test_results"))).isEqualTo(stored(large));
        assertThat(found.at("test_executions", 1, "artefact", "name").getStringValue())
                .isEqualTo(body.text("name"));
        TestResponse without = client.get(search + "&test_result=none");
        assertThat(without.number("test_executions", 0, "id")).isEqualTo(none);
        assertThat(without.at("test_executions", 0, "test_results").size()).isZero();
        String one = stored(large).get(4_321 % count).toString();
        assertThat(ids(client.get(search + "&test_result=" + one).at("test_executions", 0, "test_results")))
                .containsExactly(Integer.valueOf(one));
    }

    @Test
    void longTextsComeWholeEverywhere() {
        int execution = body.start(client);
        store(execution, 30, "id % 2", "repeat('0123456789', CASE WHEN id % 10 = 0 THEN 40000 ELSE 4000 END) || 'é😀'");
        String path = "/v1/test-executions/" + execution + "/test-results";
        List<Integer> inOrder = server
                .database()
                .strings("SELECT id FROM test_result WHERE test_execution_id = %d ORDER BY id".formatted(execution))
                .stream()
                .map(Integer::valueOf)
                .toList();

        JsonNode list = client.get(path).json();
        assertThat(ids(list)).isEqualTo(inOrder);
        assertThat(list.values()).allSatisfy(LargeExecutionTest::hasWholeText);

        JsonNode found = client.get(search).at("test_executions", 0, "test_results");
        assertThat(ids(found)).isEqualTo(stored(execution));
        assertThat(found.values()).allSatisfy(LargeExecutionTest::hasWholeText);

        JsonNode results =
                client.get("/v1/test-results?artefacts=" + body.text("name")).at("test_results");
        assertThat(StreamSupport.stream(results.values().spliterator(), false)
                        .map(item -> item.get("test_result").get("id").getIntValue()))
                .isEqualTo(stored(execution));
        assertThat(results.values()).allSatisfy(item -> hasWholeText(item.get("test_result")));

        List<Integer> paged = new ArrayList<>();
        String next = path.replace("/v1/", "/v2/") + "?limit=20";
        int pages = 0;
        while (!next.isEmpty()) {
            TestResponse page = client.get(next);
            paged.addAll(ids(page.at("items")));
            assertThat(page.body().length()).isLessThan(1_000_000);
            next = page.header("Link").replaceAll("<[^/]*//[^/]*([^>]*)>.*", "$1");
            pages++;
        }
        assertThat(paged).isEqualTo(inOrder);
        assertThat(pages).isGreaterThan(3);
    }

    private static void hasWholeText(JsonNode result) {
        int times = result.get("name").getStringValue().endsWith("0") ? 40_000 : 4_000;
        assertThat(result.get("io_log").getStringValue()).isEqualTo("0123456789".repeat(times) + "é😀");
    }

    /** Stores results. Their cases are named after the number of the result, from 1. */
    private void store(int execution, int count, String seconds, String log) {
        server.database()
                .execute("""
                INSERT INTO test_case (name, category, template_id, created_at, updated_at)
                SELECT 'case ' || id, '', '', now(), now() FROM generate_series(1, %2$d) id ON CONFLICT (name) DO NOTHING;
                INSERT INTO test_result (status, comment, io_log, test_execution_id, test_case_id, created_at, updated_at)
                SELECT 'PASSED', '', %4$s, %1$d, c.id, now() + (%3$s) * interval '1 second', now()
                FROM generate_series(1, %2$d) g (id) JOIN test_case c ON c.name = 'case ' || g.id ORDER BY g.id
                """.formatted(execution, count, seconds.replace("id", "g.id"), log.replace("id", "g.id")));
    }

    private List<Integer> stored(int execution) {
        return server
                .database()
                .strings("SELECT id FROM test_result WHERE test_execution_id = %d ORDER BY created_at DESC, id DESC"
                        .formatted(execution))
                .stream()
                .map(Integer::valueOf)
                .toList();
    }

    private static List<Integer> ids(JsonNode results) {
        return StreamSupport.stream(results.values().spliterator(), false)
                .map(result -> result.get("id").getIntValue())
                .toList();
    }
}
