package dev.assay.result;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.Posted;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndTestTest {
    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_TEST);
    private final StartBody body = StartBody.of("snap").linked();
    private final int id = body.start(client);
    private final String path = "/v1/test-executions/" + id;
    private final String own = body.text("name") + "/";

    @Test
    void newResultsReplaceEarlierOnes() { // TE-END-04
        client.post(path + "/test-results", Posted.results(own, 3));
        attachIssueToAll();

        end(ended("b", "skip"), ended("a", "fail"));
        end(ended("b", "skip"), ended("a", "fail"));

        assertThat(shown()).containsExactly("b SKIPPED", "a FAILED");
        assertThat(server.database().strings("""
                SELECT count(*) FROM issue_test_result_attachment a JOIN test_result r ON r.id = a.test_result_id
                WHERE r.test_execution_id =\s""" + id)).containsExactly("0");
    }

    @Test
    void bothResultsOfARepeatedCaseAreKept() { // TE-END-05
        end(ended("a", "fail"), ended("a", "pass"));
        assertThat(shown()).containsExactly("a FAILED", "a PASSED");
    }

    @Test
    void aTemplateThatIsGivenOverwritesAndTheCategoryStays() { // TE-END-06
        end(Posted.ended(own + "a", "pass", "t1"));
        end(Posted.ended(own + "a", "pass", "t2").replace("\"category\": \"c\"", "\"category\": \"other\""));
        assertThat(caseOf("a")).containsExactly(List.of("c", "t2"));
        end(ended("a", "pass"));
        end(ended("a", "pass").replace("\"template_id\": \"\"", "\"template_id\": null"));
        assertThat(caseOf("a")).containsExactly(List.of("c", "t2"));
        end(Posted.ended(own + "a", "pass", "t3"), Posted.ended(own + "a", "pass", "t4"), ended("a", "pass"));
        assertThat(caseOf("a")).containsExactly(List.of("c", "t4"));
    }

    @ParameterizedTest
    @CsvSource({"'', PASSED", "skip, PASSED", "pass, PASSED", "pass fail skip, FAILED"})
    void theStatusFollowsFromTheResultsWhateverItWas(String given, String status) { // TE-END-08
        for (String before : List.of("NOT_STARTED", "FAILED", "PASSED", "ENDED_PREMATURELY")) {
            client.patch(path, "{\"status\": \"" + before + "\"}");
            end(
                    given.isEmpty()
                            ? new String[0]
                            : java.util.Arrays.stream(given.split(" "))
                                    .map(s -> ended(s, s))
                                    .toArray(String[]::new));
            assertThat(client.get(path).text("status")).isEqualTo(status);
        }
    }

    @Test
    void theC3LinkStaysWhenNotGivenAndTheVersionGoes() { // TE-END-09
        endWith("\"c3_link\": \"c3.example\", \"checkbox_version\": \"4.0\"");
        assertThat(c3LinkAndVersion()).containsExactly("c3.example", "4.0");
        endWith("\"c3_link\": null, \"checkbox_version\": \"4.1\"");
        assertThat(c3LinkAndVersion()).containsExactly("c3.example", "4.1");
        endWith("\"colour\": 1");
        assertThat(c3LinkAndVersion()).containsExactly("c3.example", "");
    }

    @Test
    void theSameAgainLeavesTheRowAsItWas() { // CONV-29
        end(ended("a", "fail"));
        String row = "SELECT e::text FROM test_execution e WHERE id = " + id;
        List<String> before = server.database().strings(row);
        end(ended("a", "fail"));
        assertThat(server.database().strings(row)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", ""})
    void anUnknownCiLinkIsNotFound(String link) { // TE-END-02
        String unknown = link.isEmpty() ? own : link;
        TestResponse response = client.put("/v1/test-executions/end-test", Posted.end(unknown, own, 1));
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.body()).isEqualTo("{\"detail\":\"Related TestExecution not found\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"test_results\": []}; missing; [\"body\",\"ci_link\"]",
                "{\"ci_link\": null, \"test_results\": []}; url_type; [\"body\",\"ci_link\"]",
                "{\"ci_link\": \"a\"}; missing; [\"body\",\"test_results\"]",
                "{\"ci_link\": \"a\", \"test_results\": null}; list_type; [\"body\",\"test_results\"]",
                "{\"ci_link\": \"a\", \"test_results\": [{\"status\": \"PASSED\"}]}; missing; [\"body\",\"test_results\",0,\"name\"]",
                "{\"ci_link\": \"a\", \"c3_link\": \"LONG\", \"test_results\": []}; string_too_long; [\"body\",\"c3_link\"]",
                "{\"ci_link\": \"a\", \"checkbox_version\": \"LONG\", \"test_results\": []}; string_too_long; [\"body\",\"checkbox_version\"]"
            })
    void anInvalidBodyIsRefused(String end, String type, String loc) { // TE-END-01, 11
        TestResponse response = client.put("/v1/test-executions/end-test", end.replace("LONG", "x".repeat(201)));
        assertThat(response.status()).isEqualTo(422);
        assertThat(response.text("detail", 0, "type")).isEqualTo(type);
        assertThat(response.body()).contains("\"loc\":" + loc);
    }

    @Test
    void everyTextOfAResultIsNeeded() { // TE-END-01
        TestResponse response =
                client.put("/v1/test-executions/end-test", "{\"ci_link\": \"a\", \"test_results\": [{}]}");
        assertThat(StreamSupport.stream(response.at("detail").values().spliterator(), false)
                        .map(error -> error.get("loc").get(3).getStringValue()))
                .containsExactly("name", "status", "category", "comment", "io_log");
    }

    private void end(String... results) {
        endWith("\"checkbox_version\": \"4\"", results);
    }

    private void endWith(String more, String... results) {
        TestResponse response = client.put(
                "/v1/test-executions/end-test", """
                {"ci_link": "%s", %s, "test_results": [%s]}""".formatted(body.text("ci_link"), more, String.join(", ", results)));
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("null");
    }

    private String ended(String name, String status) {
        return Posted.ended(own + name, status, "");
    }

    private void attachIssueToAll() {
        server.database().execute("""
                WITH i AS (INSERT INTO issue (source, project, key, title, status, created_at, updated_at)
                           VALUES ('GITHUB', 'ended', '%1$d', '', 'OPEN', now(), now()) RETURNING id)
                INSERT INTO issue_test_result_attachment (issue_id, test_result_id, created_at, updated_at)
                SELECT i.id, r.id, now(), now() FROM i, test_result r WHERE r.test_execution_id = %1$d
                """.formatted(id));
    }

    private List<List<String>> caseOf(String name) {
        return server.database()
                .rows("SELECT category, template_id FROM test_case WHERE name = '%s'".formatted(own + name));
    }

    private List<String> c3LinkAndVersion() {
        return server.database()
                .rows("SELECT c3_link, checkbox_version FROM test_execution WHERE id = " + id)
                .getFirst();
    }

    private List<String> shown() {
        return StreamSupport.stream(
                        client.get(path + "/test-results").json().values().spliterator(), false)
                .map(r -> r.get("name").getStringValue().substring(own.length()) + " "
                        + r.get("status").getStringValue())
                .toList();
    }
}
