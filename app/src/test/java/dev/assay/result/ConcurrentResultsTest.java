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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;

/**
 * Many callers write at the same time: there is no deadlock, and nothing is lost or stored twice (TR-POST-03,
 * TE-END-03).
 */
class ConcurrentResultsTest {
    private static final int CALLERS = 12;
    private static final int CASES = 300;

    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_TEST);
    private final StartBody body = StartBody.of("snap").linked();
    private final String own = body.text("name") + "/";

    @RepeatedTest(3)
    void newCasesInAnyOrderInDifferentExecutions() {
        List<Integer> ids = IntStream.range(0, CALLERS)
                .mapToObj(i -> body.without("ci_link").start(client))
                .toList();

        Together.call(CALLERS, i -> post(ids.get(i), shuffled(i)));

        ids.forEach(id -> assertThat(stored(id)).isEqualTo(CASES + " of " + CASES));
        assertThat(server.database().strings("SELECT count(*) FROM test_case WHERE name LIKE '%s%%'".formatted(own)))
                .containsExactly(String.valueOf(CASES));
    }

    @RepeatedTest(3)
    void theSameListOverAndOverInOneExecution() {
        int id = body.start(client);
        Together.call(CALLERS, i -> post(id, shuffled(i)));
        assertThat(stored(id)).isEqualTo(CASES + " of " + CASES);
    }

    @RepeatedTest(3)
    void theSameEndOverAndOver() {
        int id = body.start(client);
        String end = Posted.end(body.text("ci_link"), own, CASES);
        Together.call(CALLERS, i -> ok(client.put("/v1/test-executions/end-test", end)));
        assertThat(stored(id)).isEqualTo(CASES + " of " + CASES);
    }

    @RepeatedTest(3)
    void endsThatChangeTheTemplatesOfTheSameCases() {
        List<StartBody> bodies = IntStream.range(0, CALLERS)
                .mapToObj(i -> StartBody.of("snap").linked())
                .toList();
        bodies.forEach(each -> each.start(client));

        Together.call(CALLERS, i -> {
            List<String> results = new ArrayList<>(IntStream.range(i % 3, CASES)
                    .mapToObj(n -> Posted.ended(own + n, "pass", "template-" + i))
                    .toList());
            Collections.shuffle(results, new Random(i));
            return ok(client.put("/v1/test-executions/end-test", """
                    {"ci_link": "%s", "test_results": [%s]}""".formatted(
                            bodies.get(i).text("ci_link"), String.join(",", results))));
        });

        assertThat(server.database()
                        .strings("SELECT count(DISTINCT template_id) FROM test_case WHERE name LIKE '%s%%'"
                                .formatted(own)))
                .allSatisfy(count -> assertThat(Integer.parseInt(count)).isBetween(1, CALLERS));
    }

    @RepeatedTest(3)
    void everythingAboutOneExecutionAtOnce() {
        int id = body.start(client);
        String path = "/v1/test-executions/" + id;
        Together.call(
                CALLERS * 2,
                i -> ok(
                        switch (i % 6) {
                            case 0 -> client.post(path + "/test-results", shuffled(i));
                            case 1 ->
                                client.put(
                                        "/v1/test-executions/end-test", Posted.end(body.text("ci_link"), own, CASES));
                            case 2 -> body.send(client);
                            case 3 -> client.patch(path, """
                    {"status": "COMPLETED", "execution_metadata": {"z": ["1"], "a": ["%d"]}}""".formatted(i));
                            case 4 -> client.put(path + "/status_update", """
                    {"events": [{"event_name": "job_end", "timestamp": %d, "detail": ""}]}""".formatted(i));
                            default -> client.get(path + "/test-results");
                        }));
        assertThat(stored(id)).isEqualTo(CASES + " of " + CASES);
        assertThat(client.get(path + "/status_update").json().size()).isEqualTo(1);
    }

    /** The same cases, in a different order for each caller. */
    private String shuffled(int caller) {
        List<String> results = new ArrayList<>(IntStream.range(0, CASES)
                .mapToObj(i -> Posted.result(own + i, "PASSED"))
                .toList());
        Collections.shuffle(results, new Random(caller));
        return "[" + String.join(",", results) + "]";
    }

    private TestResponse post(int id, String results) {
        return ok(client.post("/v1/test-executions/" + id + "/test-results", results));
    }

    private static TestResponse ok(TestResponse response) {
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return response;
    }

    /** The number of results that the execution has, and the number of their cases. */
    private String stored(int id) {
        return server.database()
                .strings("SELECT count(*) || ' of ' || count(DISTINCT test_case_id) FROM test_result"
                        + " WHERE test_execution_id = " + id)
                .getFirst();
    }
}
