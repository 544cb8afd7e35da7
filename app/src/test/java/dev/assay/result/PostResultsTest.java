package dev.assay.result;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.Posted;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import io.micronaut.json.tree.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostResultsTest {
    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_TEST);
    private final StartBody body = StartBody.of("snap");
    private final int id = body.start(client);
    private final String path = "/v1/test-executions/" + id + "/test-results";
    private final String own = body.text("name") + "/";

    @Test
    void aResultComesBackAsItWasSent() { // TR-RESP, TR-GET-01, CONV-05
        post("""
                [{"name": "%1$sa", "status": "FAILED", "category": "net", "template_id": "t", "comment": "é\\n", "io_log": "x"},
                 {"name": "%1$sb", "status": "PASSED"}]""".formatted(own));

        TestResponse results = client.get(path);

        assertThat(results.json().size()).isEqualTo(2);
        JsonNode first = results.at(0);
        assertThat(StreamSupport.stream(first.entries().spliterator(), false).map(java.util.Map.Entry::getKey))
                .containsExactlyInAnyOrder(
                        "id",
                        "name",
                        "created_at",
                        "category",
                        "template_id",
                        "status",
                        "comment",
                        "io_log",
                        "previous_results",
                        "issues");
        assertThat(texts(first, "name", "status", "category", "template_id", "comment", "io_log"))
                .containsExactly(own + "a", "FAILED", "net", "t", "é\n", "x");
        assertThat(texts(results.at(1), "name", "status", "category", "template_id", "comment", "io_log"))
                .containsExactly(own + "b", "PASSED", "", "", "", "");
        assertThat(first.get("issues").size()).isZero();
        assertThat(first.get("previous_results").isArray()).isTrue();
        assertThat(results.text(0, "created_at")).isEqualTo(results.text(1, "created_at")); // CONV-28
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[{\"status\": \"PASSED\"}]; missing; [\"body\",0,\"name\"]",
                "[{\"name\": \"a\", \"status\": \"PASSED\"}, {\"name\": \"a\"}]; missing; [\"body\",1,\"status\"]",
                "[{\"name\": \"a\", \"status\": \"pass\"}]; enum; [\"body\",0,\"status\"]",
                "[{\"name\": \"a\", \"status\": \"PASSED\", \"comment\": null}]; string_type; [\"body\",0,\"comment\"]",
                "{\"name\": \"a\"}; list_type; [\"body\"]",
                "[1]; model_attributes_type; [\"body\",0]"
            })
    void anInvalidResultIsRefusedAndNothingIsStored(String results, String type, String loc) { // TR-POST-01, 10
        TestResponse response = client.post(path, results);
        assertThat(response.status()).isEqualTo(422);
        assertThat(response.text("detail", 0, "type")).isEqualTo(type);
        assertThat(response.body()).contains("\"loc\":" + loc);
        assertThat(client.get(path).body()).isEqualTo("[]");
    }

    @Test
    void resultsOfAnUnknownExecutionAreNotFound() { // TR-POST-02, TR-GET-01
        String unknown = "/v1/test-executions/2147483647/test-results";
        for (TestResponse response : List.of(
                client.post(unknown, "[]"), client.post(unknown, Posted.results(own, 1)), client.get(unknown))) {
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.body()).isEqualTo("{\"detail\":\"TestExecution not found\"}");
        }
        post("[]");
    }

    @Test
    void aKnownCaseKeepsCategoryAndTemplate() { // TR-POST-04, TR-RESP-01
        post(posted("a", "first", "t1"));
        post(posted("a", "second", "t2"));
        assertThat(texts(client.get(path).at(0), "category", "template_id")).containsExactly("first", "t1");
    }

    @Test
    void theFirstOfANewCaseInAListNamesItsCategory() { // TR-POST-04, 05
        post("[%s, %s]".formatted(inner("a", "first", "t1"), inner("a", "second", "t2")));
        assertThat(texts(client.get(path).at(0), "category", "template_id")).containsExactly("first", "t1");
    }

    @Test
    void theLastResultOfACaseStays() { // TR-POST-05
        post("[%s, %s, %s]".formatted(result("a", "FAILED"), result("b", "FAILED"), result("a", "PASSED")));
        int replaced = client.get(path).number(1, "id");
        assertThat(shown()).containsExactly("b FAILED", "a PASSED");

        post("[%s]".formatted(result("a", "SKIPPED")));
        assertThat(shown()).containsExactly("b FAILED", "a SKIPPED");
        assertThat(client.get(path).number(1, "id")).isGreaterThan(replaced);
    }

    @Test
    void listsAccumulateInTheOrderOfStoring() { // TR-POST-06, TR-GET-01
        post("[%s, %s]".formatted(result("z", "PASSED"), result("m", "FAILED")));
        post("[%s, %s]".formatted(result("y", "PASSED"), result("a", "SKIPPED")));
        assertThat(shown()).containsExactly("z PASSED", "m FAILED", "y PASSED", "a SKIPPED");
    }

    @Test
    void resultsOfOtherExecutionsStay() { // TR-POST-05
        int other = body.start(client);
        String otherPath = "/v1/test-executions/" + other + "/test-results";
        client.post(otherPath, "[%s]".formatted(result("a", "FAILED")));
        post("[%s]".formatted(result("a", "PASSED")));
        assertThat(client.get(otherPath).text(0, "status")).isEqualTo("FAILED");
    }

    @Test
    void theExecutionStaysAsItIs() { // TR-POST-07, 08
        server.database().execute("""
                INSERT INTO test_execution_rerun_request
                  (test_plan_id, artefact_build_id, environment_id, priority, created_at, updated_at)
                SELECT test_plan_id, artefact_build_id, environment_id, 3, now(), now()
                FROM test_execution WHERE id =\s""" + id);
        String row = "SELECT e::text FROM test_execution e WHERE id = " + id;
        List<String> before = server.database().strings(row);

        post("[%s]".formatted(result("a", "FAILED")));

        assertThat(server.database().strings(row)).isEqualTo(before);
        assertThat(client.get("/v1/test-executions/" + id).number("rerun_priority"))
                .isEqualTo(3);
    }

    @Test
    void whatTheDatabaseCannotHoldIsRefused() { // CONV-21
        TestResponse response = client.post(path, "[{\"name\": \"a\\u0000b\", \"status\": \"PASSED\"}]");
        assertThat(response.status()).isEqualTo(422);
        assertThat(response.text("detail", 0, "type")).isEqualTo("value_error");
    }

    @ParameterizedTest
    @CsvSource({"499", "500", "501", "1000", "30000"})
    void aListOfAnyLengthIsWholeAndInOrder(int count) { // TR-GET-01: pages of 500 are joined
        post(Posted.results(own, count));

        TestResponse response = client.get(path);

        assertThat(response.header("content-type")).isEqualTo("application/json");
        JsonNode list = response.json();
        assertThat(list.size()).isEqualTo(count);
        int last = 0;
        for (int i = 0; i < count; i++) {
            JsonNode result = list.get(i);
            assertThat(result.get("name").getStringValue()).isEqualTo(own + i);
            assertThat(result.get("id").getIntValue()).isGreaterThan(last);
            last = result.get("id").getIntValue();
        }
    }

    private void post(String results) {
        TestResponse response = client.post(path, results);
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("null"); // CONV-06
    }

    private String posted(String name, String category, String template) {
        return "[" + inner(name, category, template) + "]";
    }

    private String inner(String name, String category, String template) {
        return "{\"name\": \"%s%s\", \"status\": \"PASSED\", \"category\": \"%s\", \"template_id\": \"%s\"}"
                .formatted(own, name, category, template);
    }

    private String result(String name, String status) {
        return Posted.result(own + name, status);
    }

    /** The name without the prefix and the status of each result. */
    private List<String> shown() {
        return StreamSupport.stream(client.get(path).json().values().spliterator(), false)
                .map(r -> r.get("name").getStringValue().substring(own.length()) + " "
                        + r.get("status").getStringValue())
                .toList();
    }

    private static List<String> texts(JsonNode node, String... fields) {
        return java.util.Arrays.stream(fields)
                .map(field -> node.get(field).getStringValue())
                .toList();
    }
}
