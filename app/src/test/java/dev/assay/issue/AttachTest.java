package dev.assay.issue;

import static dev.assay.access.Permission.CHANGE_ISSUE_ATTACHMENT;
import static dev.assay.access.Permission.CHANGE_ISSUE_ATTACHMENT_BULK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.Posted;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ATT-1 to ATT-9. */
class AttachTest {
    private final TestServer server = TestServer.shared();
    private final Known known = Known.on(server);
    private final int issue = known.issue(1);
    private final StartBody body = StartBody.of("snap");
    private final String own = body.text("name") + "/";
    private final List<Integer> results = known.results(
            body,
            Posted.result(own + "a", "FAILED"),
            Posted.result(own + "b", "FAILED"),
            Posted.result(own + "c", "PASSED"));

    @Test
    void attachesOnceAndDetaches() { // ATT-2, ATT-4
        TestResponse response = known.attach(issue, Known.ids(results.subList(0, 1)));
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo(known.client().get("/v1/issues/" + issue).body());
        assertThat(known.attached(issue)).containsExactly(results.get(0) + " by hand");

        int rule = known.rule(issue, "{\"test_case_names\": [\"" + own + "x\"]}");
        List<Integer> two = results.subList(0, 2);
        known.attach(issue, Known.ids(two).replace("}", ", \"attachment_rule\": " + rule + "}"));
        assertThat(known.attached(issue)).containsExactly(results.get(0) + " by hand", results.get(1) + " by " + rule);

        assertThat(known.detach(issue, Known.ids(results.subList(1, 3))).status())
                .isEqualTo(200);
        assertThat(known.attached(issue)).containsExactly(results.get(0) + " by hand");
        known.detach(issue, Known.ids(results).replace("]", ", 2147483647, 99999999999]")); // ATT-5
        assertThat(known.attached(issue)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"test_results\": []}",
                "{\"test_results\": null, \"test_results_filters\": null, \"attachment_rule\": null}"
            })
    void anEmptySelectionAttachesNothing(String nothing) { // ATT-2
        assertThat(known.attach(issue, nothing).status()).isEqualTo(200);
        assertThat(known.detach(issue, nothing).status()).isEqualTo(200);
        assertThat(known.attached(issue)).isEmpty();
    }

    @Test
    void aRuleOfAnotherIssueIsRecorded() { // ATT-4
        int rule = known.rule(known.issue(2), "{\"artefacts\": [\"none-" + own + "\"]}");
        known.attach(issue, "{\"test_results\": [%d], \"attachment_rule\": %d}".formatted(results.getFirst(), rule));
        assertThat(known.attached(issue)).containsExactly(results.getFirst() + " by " + rule);
    }

    @Test
    void unknownResultsAreNamedAndNothingIsAttached() { // ATT-5
        TestResponse response =
                known.attach(issue, Known.ids(results).replace("]", ", 2147483647, 99999999999, 99999999999]"));
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.text("detail")).isEqualTo("Test results not found: 2147483647, 99999999999");
        String many = IntStream.range(0, 25)
                .mapToObj(i -> String.valueOf(2147480000 + i))
                .collect(Collectors.joining(", ", "{\"test_results\": [", "]}"));
        assertThat(known.attach(issue, many).text("detail")).endsWith("2147480019 and 5 more");
        assertThat(known.attached(issue)).isEmpty();
    }

    @Test
    void mistakesComeInOrder() { // ATT-3
        String all =
                "{\"test_results\": [%d], \"attachment_rule\": %s, \"test_results_filters\": {\"from_date\": \"2020-01-01\"}}";
        TestResponse rule = known.attach(issue, all.formatted(results.getFirst(), "2147483647"));
        assertThat(rule.status() + rule.text("detail")).isEqualTo("404Attachment rule not found");
        for (TestResponse filter : List.of(
                known.attach(issue, all.formatted(results.getFirst(), "null")),
                known.detach(issue, all.formatted(results.getFirst(), "null")),
                known.attach(issue, "{\"test_results_filters\": {\"limit\": 1, \"offset\": 0}}"))) {
            assertThat(filter.status() + filter.text("detail"))
                    .isEqualTo("422At least one filter must be provided in test_results_filters"); // ATT-7
        }
        assertThat(known.detach(issue, "{\"attachment_rule\": 99999999999}").status())
                .isEqualTo(404);
        assertThat(known.attached(issue)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"test_results\": [ID, ID]}', true",
        "'{\"test_results\": [ID]}', false",
        "'{}', false",
        "'{\"test_results_filters\": {}}', true",
        "'{\"test_results_filters\": null, \"attachment_rule\": null}', false",
        "'{\"attachment_rule\": 2147483647}', true",
    })
    void manyResultsNeedAnotherPermission(String request, boolean bulk) { // ATT-1, AUTH-13
        String text = request.replace("ID", "" + results.getFirst());
        TestClient one = server.as(CHANGE_ISSUE_ATTACHMENT);
        for (String way : List.of("attach", "detach")) {
            String path = "/v1/issues/" + issue + "/" + way;
            assertThat(one.post(path, text).status()).isEqualTo(bulk ? 403 : 200);
            assertThat(server.as(CHANGE_ISSUE_ATTACHMENT_BULK).post(path, text).status())
                    .isEqualTo(403);
            assertThat(known.client().post(path, text).status()).isNotEqualTo(403);
            assertThat(one.post(path, "{\"test_results\": 5}").status()).isEqualTo(422);
            assertThat(server.anonymous().post(path, "{\"test_results\": 5}").status())
                    .isEqualTo(403); // CONV-35
        }
    }

    @Test
    void moreThanTheLongestListIsRefused() {
        String many = IntStream.rangeClosed(1, 100_001)
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(",", "{\"test_results\": [", "]}"));
        TestResponse refused = known.attach(issue, many);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("detail", 0, "type")).isEqualTo("too_long");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\"test_result_statuses\": [\"FAILED\"]' | ab",
                "'\"test_cases\": [\"OWN/a\", \"OWN/c\"]' | ac",
                "'\"test_case_names\": [\"OWN/a\"], \"execution_is_latest\": true' | abc",
                "'\"execution_is_latest\": false' | ''",
                "'\"assignee_ids\": \"none\"' | abc",
                "'\"issues\": \"none\", \"test_result_statuses\": [\"PASSED\"]' | c",
                "'\"execution_metadata\": {\"lab\": [\"east\"]}' | ''",
                "'\"families\": [\"snap\", \"deb\"], \"limit\": 2' | bc",
                "'\"families\": [\"snap\"], \"limit\": 2, \"offset\": 1' | ab",
                "'\"families\": [\"snap\"], \"from_date\": \"2100-01-01\"' | ''",
                "'\"families\": [\"snap\"], \"until_date\": \"2100-01-01\"' | abc",
            })
    void filtersMeanWhatTheSearchMeans(String filters, String expected) { // ATT-6, ATT-7, ATT-8
        String text = "{\"test_results_filters\": {\"artefacts\": [\"%s\"], %s}}"
                .formatted(body.text("name"), filters.replace("OWN/", own));
        assertThat(known.attach(issue, text).status()).isEqualTo(200);
        List<String> hit = new ArrayList<>();
        for (char letter : expected.toCharArray()) {
            hit.add(results.get(letter - 'a') + " by hand");
        }
        assertThat(known.attached(issue)).containsExactlyElementsOf(hit);
        known.attach(issue, Known.ids(results));
        String without = text.replace("\"issues\": \"none\", ", "");
        assertThat(known.detach(issue, without).status()).isEqualTo(200);
        assertThat(known.attached(issue)).hasSize(3 - expected.length());
    }

    @Test
    void idsAndFiltersAreAUnion() { // ATT-2
        known.attach(issue, """
                {"test_results": [%d], "test_results_filters": {"test_cases": ["%sb"]}}""".formatted(results.get(2), own));
        assertThat(known.attached(issue)).containsExactly(results.get(1) + " by hand", results.get(2) + " by hand");
    }

    @Test
    void boundsOfTimeAreInclusive() { // ATT-6, CLI-32
        String stored = server.database()
                .strings("SELECT to_char(created_at, 'YYYY-MM-DD\"T\"HH24:MI:SS.US') FROM test_result WHERE id = "
                        + results.getFirst())
                .getFirst();
        known.attach(issue, """
                {"test_results_filters": {"artefacts": ["%s"], "from_date": "%s", "until_date": "%2$s"}}""".formatted(body.text("name"), stored));
        assertThat(known.attached(issue)).hasSize(3);
    }

    @Test
    void attachingRequestsNoRerun() { // ATT-9, RERUN-4
        known.client().patch("/v1/issues/" + issue, "{\"auto_rerun_enabled\": true}");
        known.attach(issue, Known.ids(results));
        assertThat(server.database().strings("""
                SELECT q.id FROM test_execution_rerun_request q
                JOIN test_execution e USING (test_plan_id, artefact_build_id, environment_id)
                JOIN test_result r ON r.test_execution_id = e.id WHERE r.id = %d""".formatted(results.getFirst()))).isEmpty();
    }

    @Test
    void triagedIsEveryFailureWithAnIssue() { // TRI-1 to TRI-3
        String search = "?artefacts=" + body.text("name");
        for (int given = 0; given <= 2; given++) {
            boolean triaged = given == 2;
            assertThat(known.client()
                            .get("/v1/test-executions" + search)
                            .at("test_executions", 0, "is_triaged")
                            .getBooleanValue())
                    .isEqualTo(triaged);
            TestResponse found =
                    known.client().get("/v1/test-results" + search + "&issues=none&test_result_statuses=FAILED");
            assertThat(found.number("count")).isEqualTo(2 - given);
            assertThat(known.client()
                            .get("/v1/test-results" + search)
                            .at("test_results", 0, "test_execution", "is_triaged")
                            .getBooleanValue())
                    .isEqualTo(triaged);
            if (given < 2) {
                known.attach(issue, Known.ids(results.subList(given, given + 1)));
            }
        }
    }
}
