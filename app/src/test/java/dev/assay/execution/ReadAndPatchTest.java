package dev.assay.execution;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.outcome.ExecutionStatus;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadAndPatchTest {
    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_TEST);
    private final StartBody body = StartBody.of("snap").linked();
    private final int id = body.start(client);
    private final String path = "/v1/test-executions/" + id;

    @Test
    void anExecutionHasThesePropertiesAndNoOthers() { // TE-RESP, CONV-05
        TestResponse execution = client.get(path);

        assertThat(execution.status()).isEqualTo(200);
        assertThat(StreamSupport.stream(execution.json().entries().spliterator(), false)
                        .map(java.util.Map.Entry::getKey))
                .containsExactlyInAnyOrder(
                        "id",
                        "ci_link",
                        "c3_link",
                        "relevant_links",
                        "environment",
                        "status",
                        "test_plan",
                        "created_at",
                        "execution_metadata",
                        "is_triaged",
                        "is_rerun_requested",
                        "rerun_priority");
        assertThat(execution.number("id")).isEqualTo(id);
        assertThat(execution.text("ci_link")).isEqualTo(body.text("ci_link"));
        assertThat(execution.at("c3_link").isNull()).isTrue();
        assertThat(execution.text("environment", "name")).isEqualTo(body.text("environment"));
        assertThat(execution.text("environment", "architecture")).isEqualTo("amd64");
        assertThat(execution.text("test_plan")).isEqualTo(body.text("test_plan"));
        assertThat(execution.at("execution_metadata").size()).isZero();
        assertThat(execution.at("is_triaged").getBooleanValue()).isTrue();
        assertThat(execution.at("is_rerun_requested").getBooleanValue()).isFalse();
        assertThat(execution.at("rerun_priority").isNull()).isTrue();
        assertThat(execution.text("created_at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{6})?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2147483647", "0", "-1", "99999999999999999999"})
    void anUnknownIdIsNotFound(String unknown) { // TE-GET-01, TE-PATCH-06, CONV-19
        for (TestResponse response : List.of(
                client.get("/v1/test-executions/" + unknown), client.patch("/v1/test-executions/" + unknown, "{}"))) {
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.body()).isEqualTo("{\"detail\":\"TestExecution not found\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%d.0", "%%20%d", "%%2B%d", "0_%d"})
    void anIdMayBeWrittenInSeveralWays(String form) { // CONV-18
        assertThat(client.get("/v1/test-executions/" + form.formatted(id)).number("id"))
                .isEqualTo(id);
    }

    @Test
    void aPendingRerunShowsWithItsPriority() { // TE-RESP-06, 07
        server.database().execute("""
                INSERT INTO test_execution_rerun_request
                  (test_plan_id, artefact_build_id, environment_id, priority, created_at, updated_at)
                SELECT test_plan_id, artefact_build_id, environment_id, 0, now(), now()
                FROM test_execution WHERE id =\s""" + id);
        TestResponse execution = client.get(path);
        assertThat(execution.at("is_rerun_requested").getBooleanValue()).isTrue();
        assertThat(execution.number("rerun_priority")).isZero();
    }

    @ParameterizedTest
    @CsvSource({"PASSED, true", "FAILED, false", "SKIPPED, false"})
    void anExecutionIsTriagedWithoutUnexplainedFailures(String status, boolean triaged) { // DM-33, TRI-2
        post(status);
        assertThat(client.get(path).at("is_triaged").getBooleanValue()).isEqualTo(triaged);
    }

    @Test
    void aFailureWithAnIssueIsTriaged() { // TRI-2
        post("FAILED");
        server.database().execute("""
                WITH i AS (INSERT INTO issue (source, project, key, title, status, created_at, updated_at)
                           VALUES ('GITHUB', 'triaged', '%1$d', '', 'OPEN', now(), now()) RETURNING id)
                INSERT INTO issue_test_result_attachment (issue_id, test_result_id, created_at, updated_at)
                SELECT i.id, r.id, now(), now() FROM i, test_result r WHERE r.test_execution_id = %1$d
                """.formatted(id));
        assertThat(client.get(path).at("is_triaged").getBooleanValue()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(ExecutionStatus.class)
    void anyStatusCanBeSet(ExecutionStatus status) { // TE-PATCH-02
        assertThat(patch("{\"status\": \"" + status + "\"}").text("status")).isEqualTo(status.name());
        assertThat(client.get(path).text("status")).isEqualTo(status.name());
    }

    @ParameterizedTest
    @CsvSource({"none, ENDED_PREMATURELY", "PASSED, PASSED", "SKIPPED, PASSED", "FAILED, FAILED"})
    void completedDerivesTheStatusFromTheResults(String result, String status) { // TE-PATCH-02
        if (!result.equals("none")) {
            post("PASSED");
            post(result);
        }
        assertThat(patch("{\"status\": \"COMPLETED\"}").text("status")).isEqualTo(status);
        assertThat(patch("{\"status\": \"COMPLETED\"}").text("status")).isEqualTo(status);
    }

    @Test
    void aBadStatusIsTwoErrors() { // TE-PATCH-02
        TestResponse response = client.patch(path, "{\"status\": \"DONE\"}");
        assertThat(response.status()).isEqualTo(422);
        assertThat(response.text("detail", 0, "type")).isEqualTo("enum");
        assertThat(response.text("detail", 0, "loc", 2)).isEqualTo("str-enum[TestExecutionStatus]");
        assertThat(response.text("detail", 1, "type")).isEqualTo("literal_error");
        assertThat(response.text("detail", 1, "loc", 2)).isEqualTo("literal['COMPLETED']");
    }

    @Test
    void linksAreStoredInTheirNormalForm() { // TE-PATCH-01, CONV-26
        String host = body.text("name") + ".example";
        TestResponse patched =
                patch("{\"ci_link\": \"HTTP://%s:80\", \"c3_link\": \"https://c3.example/é\"}".formatted(host));
        assertThat(patched.text("ci_link")).isEqualTo("http://" + host + "/");
        assertThat(patched.text("c3_link")).isEqualTo("https://c3.example/%C3%A9");
        assertThat(body.with("ci_link", "http://" + host + "/").start(client)).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource({"ci_link, no url, url_parsing", "c3_link, ftp://a.example, url_scheme", "ci_link, long, string_too_long"
    })
    void anInvalidLinkIsRefused(String field, String link, String type) { // TE-PATCH-01, 05
        String given = link.equals("long") ? "http://a.example/" + "x".repeat(200) : link;
        TestResponse response = client.patch(path, "{\"%s\": \"%s\"}".formatted(field, given));
        assertThat(response.status()).isEqualTo(422);
        assertThat(response.text("detail", 0, "type")).isEqualTo(type);
        assertThat(response.text("detail", 0, "loc", 1)).isEqualTo(field);
    }

    @Test
    void anotherExecutionsCiLinkIsAConflict() { // TE-PATCH-05
        StartBody other = StartBody.of("snap").with("ci_link", "http://taken.example/" + id);
        other.start(client);
        TestResponse response =
                client.patch(path, "{\"ci_link\": \"%s\", \"status\": \"FAILED\"}".formatted(other.text("ci_link")));
        assertThat(response.status()).isEqualTo(409);
        assertThat(response.text("detail")).contains(other.text("ci_link"));
        assertThat(client.get(path).text("status")).isEqualTo("IN_PROGRESS");
        assertThat(patch("{\"ci_link\": \"http://own.example/%d\"}".formatted(id))
                        .status())
                .isEqualTo(200);
        assertThat(patch("{\"ci_link\": \"http://own.example/%d\"}".formatted(id))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"status\": null, \"ci_link\": null, \"c3_link\": null, \"execution_metadata\": null}",
                "{\"status\": \"IN_PROGRESS\"}",
                "{\"execution_metadata\": {\"lab\": [\"east\"]}}",
                "{\"colour\": 1}"
            })
    void whatChangesNothingLeavesTheRowAsItWas(String change) { // TE-PATCH-01, CONV-29
        String before = row();
        patch(change);
        assertThat(row()).isEqualTo(before);
    }

    @Test
    void resultsLinksAndEventsDoNotSetUpdatedAt() { // CONV-29, TE-SEARCH-08
        String before = row();
        post("FAILED");
        client.post(path + "/links", "{\"label\": \"MR\", \"url\": \"http://l.a\"}");
        client.post(path + "/status_update", "{\"events\": []}");
        assertThat(row()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"status\": \"PASSED\"}", "{\"c3_link\": \"http://c3.example\"}", "{\"status\": \"COMPLETED\"}"
            })
    void aChangeSetsUpdatedAtOnce(String change) { // CONV-29
        String created = updatedAt();
        patch(change);
        String changed = updatedAt();
        patch(change);
        assertThat(changed).isGreaterThan(created);
        assertThat(updatedAt()).isEqualTo(changed);
    }

    @Test
    void metadataIsAddedNeverRemoved() { // TE-PATCH-03, EM-01, 04, 06
        patch("{\"execution_metadata\": {\"lab\": [\"east\", \"east-2\", \"east\"], \"none\": []}}");
        patch("{\"execution_metadata\": {\"lab\": [\"East\", \"east\"], \"a:b\": [\" x:y \"]}}");
        TestResponse patched = patch("{\"execution_metadata\": {}}");
        assertThat(patched.at("execution_metadata").size()).isEqualTo(2);
        assertThat(StreamSupport.stream(
                                patched.at("execution_metadata", "lab").values().spliterator(), false)
                        .map(value -> value.getStringValue()))
                .containsExactlyInAnyOrder("east", "east-2", "East");
        assertThat(patched.text("execution_metadata", "a:b", 0)).isEqualTo(" x:y ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"\": [\"v\"]}; string_too_short; [\"body\",\"execution_metadata\",\"\",\"[key]\"]",
                "{\"k\": [\"\"]}; string_too_short; [\"body\",\"execution_metadata\",\"k\",0]",
                "{\"k\": [\"v\", \"LONG\"]}; string_too_long; [\"body\",\"execution_metadata\",\"k\",1]",
                "[]; dict_type; [\"body\",\"execution_metadata\"]",
                "{\"k\": \"v\"}; list_type; [\"body\",\"execution_metadata\",\"k\"]"
            })
    void metadataOfAnotherFormIsRefused(String metadata, String type, String loc) { // EM-03
        TestResponse response =
                client.patch(path, "{\"execution_metadata\": %s}".formatted(metadata.replace("LONG", "x".repeat(201))));
        assertThat(response.status()).isEqualTo(422);
        assertThat(response.text("detail", 0, "type")).isEqualTo(type);
        assertThat(response.body()).contains("\"loc\":" + loc);
    }

    @Test
    void theLongestCategoryAndValueAreStored() { // EM-03
        String longest = "é".repeat(200);
        TestResponse patched = patch("{\"execution_metadata\": {\"%s\": [\"%s\"]}}".formatted(longest, longest));
        assertThat(patched.text("execution_metadata", longest, 0)).isEqualTo(longest);
        assertThat(client.patch(path, "{\"execution_metadata\": {\"%sx\": []}}".formatted(longest))
                        .text("detail", 0, "type"))
                .isEqualTo("string_too_long");
    }

    private TestResponse patch(String change) {
        TestResponse response = client.patch(path, change);
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return response;
    }

    private void post(String status) {
        String result = "[{\"name\": \"%s\", \"status\": \"%s\"}]".formatted(status, status);
        assertThat(client.post(path + "/test-results", result).status()).isEqualTo(200);
    }

    private String row() {
        return server.database()
                .strings("SELECT e::text FROM test_execution e WHERE id = " + id)
                .getFirst();
    }

    private String updatedAt() {
        return server.database()
                .strings("SELECT updated_at::text FROM test_execution WHERE id = " + id)
                .getFirst();
    }
}
