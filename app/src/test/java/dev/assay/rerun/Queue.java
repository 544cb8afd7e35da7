package dev.assay.rerun;

import static dev.assay.access.Permission.CHANGE_RERUN;
import static dev.assay.access.Permission.CHANGE_RERUN_BULK;
import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_RERUN;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The queue of a server, with clients that start tests, read the queue, and request reruns. */
record Queue(TestServer server, TestClient tester, TestClient agent, TestClient requester) {
    static final String PATH = "/v1/test-executions/reruns";

    static Queue of(TestServer server) {
        return new Queue(
                server,
                server.as(CHANGE_TEST, VIEW_TEST),
                server.as(VIEW_RERUN),
                server.as(CHANGE_RERUN, CHANGE_RERUN_BULK));
    }

    int start(StartBody body) {
        return body.start(tester);
    }

    /** New executions, each a group of its own. */
    List<Integer> start(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> start(StartBody.of("snap")))
                .toList();
    }

    static String ids(Collection<Integer> executions) {
        return "{\"test_execution_ids\": " + executions + "}";
    }

    static String ids(Integer... executions) {
        return ids(Arrays.asList(executions));
    }

    /** A body with more members, which begin with a comma. */
    static String ids(int execution, String more) {
        return "{\"test_execution_ids\": [%d]%s}".formatted(execution, more);
    }

    TestResponse request(String body) {
        return requester.post(PATH, body);
    }

    /** Requests reruns silently, and checks that this succeeds. */
    void silently(String body) {
        isNull(requester.post(PATH + "?silent=true", body));
    }

    /** Withdraws requests, and checks that this succeeds. */
    void withdraw(String body) {
        isNull(requester.delete(PATH, body));
    }

    static void isNull(TestResponse response) {
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("null");
        assertThat(response.header("Content-Type")).isEqualTo("application/json");
    }

    static void isRefused(TestResponse response, int status, String detail) {
        assertThat(response.status()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).isEqualTo("{\"detail\":\"" + detail + "\"}");
    }

    /** Checks the type and the place of the first mistake. */
    static void isInvalid(TestResponse response, String type, String... loc) {
        assertThat(response.status()).as(response.body()).isEqualTo(422);
        assertThat(response.text("detail", 0, "type")).isEqualTo(type);
        assertThat(response.list("detail", 0, "loc")).containsExactly(loc);
    }

    /** The ids of the executions in a response, in order. */
    static List<Integer> executions(TestResponse response) {
        assertThat(response.status()).as(response.body()).isIn(200, 207);
        List<Integer> ids = new ArrayList<>();
        response.json()
                .values()
                .forEach(item -> ids.add(item.get("test_execution_id").getIntValue()));
        return ids;
    }

    /** The requests for this environment, in order. */
    List<Integer> in(StartBody body) {
        return executions(agent.get(PATH + "?environment=" + body.text("environment")));
    }

    /** Those of the executions for whose group the database has a request. */
    List<Integer> requested(Collection<Integer> executions) {
        return rows(executions, "e.id").stream().map(Integer::valueOf).toList();
    }

    List<Integer> requested(Integer... executions) {
        return requested(Arrays.asList(executions));
    }

    /** An expression over the execution {@code e} and the request {@code q} of each, by execution. */
    List<String> rows(Collection<Integer> executions, String expression) {
        String ids = executions.stream().map(String::valueOf).collect(Collectors.joining(","));
        return server.database().strings("""
                SELECT %s FROM test_execution e
                JOIN test_execution_rerun_request q USING (test_plan_id, artefact_build_id, environment_id)
                WHERE e.id IN (%s) ORDER BY e.id""".formatted(expression, ids));
    }

    /** Same as {@link #rows}, for one requested execution. */
    String row(int execution, String expression) {
        return rows(List.of(execution), expression).getFirst();
    }
}
