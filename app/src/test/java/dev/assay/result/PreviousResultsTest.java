package dev.assay.result;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.Posted;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every test has its own snap, after which its cases are named. */
class PreviousResultsTest {
    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_TEST);
    private final StartBody snap = StartBody.of("snap");
    private final String name = snap.text("name") + "/a";

    @Test
    void earlierExecutionsOfTheSameArtefactCount() { // TR-PREV-01, TR-PREV-03, TR-PREV-05
        int first = run(snap, "FAILED");
        int second = run(snap, "PASSED");

        TestResponse results = results(second);
        assertThat(results.at(0, "previous_results").size()).isEqualTo(1);
        assertThat(results.text(0, "previous_results", 0, "status")).isEqualTo("FAILED");
        assertThat(results.text(0, "previous_results", 0, "version")).isEqualTo(snap.text("version"));
        assertThat(results.number(0, "previous_results", 0, "test_execution_id"))
                .isEqualTo(first);
        assertThat(results.number(0, "previous_results", 0, "test_result_id"))
                .isEqualTo(results(first).number(0, "id"));
        assertThat(results.number(0, "previous_results", 0, "artefact_id")).isPositive();
        assertThat(results(first).at(0, "previous_results").size()).isZero();
    }

    @Test
    void everyExecutionOfAnOlderArtefactCountsAlsoALaterOne() { // TR-PREV-03
        int old = run(snap, "PASSED");
        int newer = run(snap.with("version", "2"), "PASSED");
        int late = run(snap, "FAILED");

        assertThat(previous(newer)).containsExactly(late, old);
        assertThat(previous(late)).containsExactly(old);
    }

    @Test
    void newestArtefactFirstThenNewestResult() { // TR-PREV-04
        int a1 = run(snap, "PASSED");
        int a2 = run(snap, "PASSED");
        int b1 = run(snap.with("version", "2"), "PASSED");
        int a3 = run(snap, "PASSED");
        int c = run(snap.with("version", "3"), "PASSED");

        assertThat(previous(c)).containsExactly(b1, a3, a2, a1);
    }

    @Test
    void theNewestTenOfEachCase() { // TR-PREV-04, TR-PREV-07: also of a case that the nearest executions do not have
        List<Integer> rare = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            int execution = snap.with("version", "old" + i).start(client);
            post(execution, Posted.result(name, "PASSED") + "," + Posted.result(name + "/rare", "PASSED"));
            rare.addFirst(execution);
        }
        List<Integer> frequent = new ArrayList<>(rare);
        for (int i = 0; i < 30; i++) {
            frequent.addFirst(run(snap.with("version", "new" + i), "PASSED"));
        }
        int last = snap.with("version", "last").start(client);
        post(last, Posted.result(name + "/rare", "PASSED") + "," + Posted.result(name, "PASSED"));

        TestResponse results = results(last);
        assertThat(previous(results, 0)).isEqualTo(rare.subList(0, 10));
        assertThat(previous(results, 1)).isEqualTo(frequent.subList(0, 10));
    }

    @Test
    void everyResultOfACaseShowsTheSame() { // TR-PREV-06, TE-END-05
        int first = run(snap, "PASSED");
        StartBody linked = snap.linked();
        int twice = linked.start(client);
        client.put(
                "/v1/test-executions/end-test",
                "{\"ci_link\": \"%s\", \"test_results\": [%s, %s]}"
                        .formatted(
                                linked.text("ci_link"),
                                Posted.ended(name, "pass", ""),
                                Posted.ended(name, "fail", "")));

        TestResponse results = results(twice);
        assertThat(previous(results, 0)).containsExactly(first);
        assertThat(previous(results, 1)).containsExactly(first);
    }

    @ParameterizedTest
    @CsvSource({
        "version, x",
        "store, other",
        "branch, fix",
        "execution_stage, stable",
        "revision, 9",
        "test_plan, other"
    })
    void whatMayDiffer(String field, String value) { // TR-PREV-02
        int first = run(snap, "PASSED");
        int second = run(snap.with(field, value), "PASSED");

        assertThat(previous(second)).containsExactly(first);
    }

    @ParameterizedTest
    @CsvSource({"name, x", "track, 24", "environment, other", "arch, riscv64"})
    void whatMustBeEqual(String field, String value) { // TR-PREV-01
        run(snap, "PASSED");
        int second = run(snap.with(field, field.equals("name") ? snap.text("name") + value : value), "PASSED");

        assertThat(previous(second)).isEmpty();
    }

    @Test
    void familiesMix() { // TR-PREV-02
        int first = run(snap, "PASSED");
        int second = run(
                StartBody.of("charm").with("name", snap.text("name")).with("environment", snap.text("environment")),
                "PASSED");

        assertThat(previous(second)).containsExactly(first);
    }

    private int run(StartBody body, String status) {
        int execution = body.start(client);
        post(execution, Posted.result(name, status));
        return execution;
    }

    private void post(int execution, String results) {
        assertThat(client.post("/v1/test-executions/" + execution + "/test-results", "[" + results + "]")
                        .status())
                .isEqualTo(200);
    }

    private TestResponse results(int execution) {
        return client.get("/v1/test-executions/" + execution + "/test-results");
    }

    private List<Integer> previous(int execution) {
        return previous(results(execution), 0);
    }

    private static List<Integer> previous(TestResponse results, int index) {
        return StreamSupport.stream(
                        results.at(index, "previous_results").values().spliterator(), false)
                .map(previous -> previous.get("test_execution_id").getIntValue())
                .toList();
    }
}
