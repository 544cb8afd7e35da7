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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules are inserted by SQL. Each names the artefact of its test, so that results of other tests do not match. */
class AttachmentRulesTest {
    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_TEST);
    private final StartBody body = StartBody.of("snap").linked();
    private final int id = body.start(client);
    private final String path = "/v1/test-executions/" + id;
    private final String own = body.text("name") + "/";
    private final Map<String, String> criteria =
            new LinkedHashMap<>(Map.of("artefacts", "{%s}".formatted(body.text("name"))));

    @Test
    void theIssueAndItsRuleComeWithTheResult() { // ARULE-10, 14, TR-RESP-03 to 05
        int issue = issue("LAUNCHPAD", "wlan");
        criteria.put("test_result_statuses", "{FAILED}");
        int rule = rule(issue);
        metadata(rule, "lab", "east");
        metadata(rule, "lab", "west");
        client.patch(path, "{\"execution_metadata\": {\"lab\": [\"west\"]}}");

        post("[%s, %s]".formatted(Posted.result(own + "a", "FAILED"), Posted.result(own + "b", "PASSED")));

        TestResponse results = client.get(path + "/test-results");
        assertThat(results.at(0, "issues").size()).isEqualTo(1);
        assertThat(results.body()).contains("""
                {"issue":{"id":%1$d,"source":"launchpad","project":"wlan","key":"%2$d","title":"Hangs","status":"closed",\
                "url":"https://bugs.launchpad.net/wlan/+bug/%2$d","labels":["bug"],"test_executions_count":0},\
                "attachment_rule":{"id":%3$d,"enabled":true,"families":[],"artefacts":["%4$s"],"artefact_versions":[],\
                "artefact_stages":[],"artefact_tracks":[],"environment_names":[],"test_case_names":[],"template_ids":[],\
                "test_result_statuses":["FAILED"],"execution_metadata":{"lab":["east","west"]}}}\
                """.formatted(issue, id, rule, body.text("name")));
        assertThat(results.at(1, "issues").size()).isZero();
    }

    @Test
    void anIssueAttachedByHandHasNoRule() { // TR-RESP-05
        int issue = issue("GITHUB", "acme/tool");
        post("[%s]".formatted(Posted.result(own + "a", "FAILED")));
        attachByHand(issue);
        TestResponse results = client.get(path + "/test-results");
        assertThat(results.at(0, "issues", 0, "attachment_rule").isNull()).isTrue();
        assertThat(results.text(0, "issues", 0, "issue", "url")).isEqualTo("https://github.com/acme/tool/issues/" + id);
    }

    @ParameterizedTest
    @CsvSource({
        "families, snap, deb",
        "artefact_versions, VERSION, other",
        "artefact_stages, beta, edge",
        "artefact_tracks, latest, 24",
        "environment_names, ENVIRONMENT, other",
        "test_case_names, OWN/a, OWN/A",
        "template_ids, t, T",
        "test_result_statuses, FAILED, PASSED",
    })
    void everyCriterionMustHoldExactly(String criterion, String matching, String other) { // ARULE-11
        int matches = issue("GITHUB", "matches");
        int differs = issue("GITHUB", "differs");
        int either = issue("GITHUB", "either");
        rule(matches, criterion, "{%s}".formatted(own(matching)));
        rule(differs, criterion, "{%s}".formatted(own(other)));
        rule(either, criterion, "{%s, %s}".formatted(own(other), own(matching)));

        post("[{\"name\": \"%sa\", \"status\": \"FAILED\", \"template_id\": \"t\"}]".formatted(own));

        assertThat(attached()).containsExactlyInAnyOrder("a " + matches, "a " + either);
    }

    @Test
    void everyCategoryOfMetadataNeedsOneOfItsValues() { // ARULE-11, 13
        int both = issue("GITHUB", "both");
        int one = issue("GITHUB", "one");
        int rule = rule(both);
        metadata(rule, "lab", "east");
        metadata(rule, "kernel", "6.8");
        metadata(rule(one), "lab", "east");

        post("[%s]".formatted(Posted.result(own + "early", "FAILED")));
        client.patch(path, "{\"execution_metadata\": {\"lab\": [\"east\"], \"kernel\": [\"6.9\"]}}");
        post("[%s]".formatted(Posted.result(own + "a", "FAILED")));
        client.patch(path, "{\"execution_metadata\": {\"kernel\": [\"6.8\"]}}");
        post("[%s]".formatted(Posted.result(own + "b", "FAILED")));

        assertThat(attached()).containsExactlyInAnyOrder("a " + one, "b " + one, "b " + both);
    }

    @Test
    void ofSeveralRulesOfAnIssueTheFirstIsRecorded() { // ARULE-14
        int issue = issue("JIRA", "TO");
        int first = rule(issue);
        int second = rule(issue);
        post("[%s]".formatted(Posted.result(own + "a", "PASSED")));
        assertThat(second).isGreaterThan(first);
        assertThat(client.get(path + "/test-results").at(0, "issues").size()).isEqualTo(1);
        assertThat(client.get(path + "/test-results").number(0, "issues", 0, "attachment_rule", "id"))
                .isEqualTo(first);
    }

    @Test
    void aDisabledRuleDoesNothing() { // ARULE-11
        int rule = rule(issue("GITHUB", "off"));
        server.database().execute("UPDATE issue_test_result_attachment_rule SET enabled = false WHERE id = " + rule);
        post("[%s]".formatted(Posted.result(own + "a", "FAILED")));
        assertThat(attached()).isEmpty();
    }

    @Test
    void rulesApplyOnlyToNewResults() { // ARULE-5, 10
        post("[%s, %s]".formatted(Posted.result(own + "a", "FAILED"), Posted.result(own + "b", "FAILED")));
        int issue = issue("GITHUB", "late");
        rule(issue);
        post("[%s]".formatted(Posted.result(own + "b", "FAILED")));
        assertThat(attached()).containsExactly("b " + issue);
    }

    @Test
    void aReplacedResultLosesItsIssuesAndIsMatchedAgain() { // TR-POST-05, ARULE-10
        int byHand = issue("GITHUB", "hand");
        int failed = issue("GITHUB", "failed");
        rule(failed, "test_result_statuses", "{FAILED}");
        post("[%s]".formatted(Posted.result(own + "a", "FAILED")));
        attachByHand(byHand);
        assertThat(attached()).hasSize(2);
        post("[%s]".formatted(Posted.result(own + "a", "PASSED")));
        assertThat(attached()).isEmpty();
        post("[%s]".formatted(Posted.result(own + "a", "FAILED")));
        assertThat(attached()).containsExactly("a " + failed);
    }

    @Test
    void endTestMatchesTheTemplateThatItStored() { // ARULE-10, 12, TE-END-07
        int issue = issue("GITHUB", "template");
        rule(issue, "template_ids", "{new}");
        end(Posted.ended(own + "a", "fail", "old"));
        assertThat(attached()).isEmpty();
        end(Posted.ended(own + "a", "fail", "new"), Posted.ended(own + "b", "fail", ""));
        assertThat(attached()).containsExactly("a " + issue);
    }

    @Test
    void anIssueWithAutomaticRerunsRequestsOne() { // RERUN-1, TR-POST-09
        int issue = issue("GITHUB", "rerun");
        rule(issue, "test_result_statuses", "{FAILED}");
        post("[%s]".formatted(Posted.result(own + "a", "FAILED")));
        assertThat(rerunPriority()).isEmpty();

        server.database().execute("UPDATE issue SET auto_rerun_enabled = true WHERE id = " + issue);
        assertThat(rerunPriority()).isEmpty(); // RERUN-4
        post("[%s]".formatted(Posted.result(own + "b", "PASSED"))); // RERUN-2: an earlier result carries it
        assertThat(rerunPriority()).containsExactly("0");
    }

    @Test
    void aPendingRequestStaysAsItIs() { // RERUN-1, 3
        int issue = issue("GITHUB", "rerun");
        server.database().execute("UPDATE issue SET auto_rerun_enabled = true WHERE id = " + issue);
        rule(issue);
        end(Posted.ended(own + "a", "pass", "")); // whatever the status of result and issue
        assertThat(rerunPriority()).containsExactly("0");
        server.database().execute("""
                UPDATE test_execution_rerun_request q SET priority = 9 FROM test_execution e
                WHERE e.id = %d AND q.artefact_build_id = e.artefact_build_id""".formatted(id));
        end(Posted.ended(own + "a", "fail", ""));
        assertThat(rerunPriority()).containsExactly("9");

        body.start(client); // TE-START-49
        assertThat(rerunPriority()).isEmpty();
        end();
        assertThat(rerunPriority()).isEmpty();
    }

    @Test
    void anIssueAttachedByHandCountsOnceAnotherResultComes() { // RERUN-2
        int issue = issue("GITHUB", "rerun");
        server.database().execute("UPDATE issue SET auto_rerun_enabled = true WHERE id = " + issue);
        post("[%s]".formatted(Posted.result(own + "a", "FAILED")));
        attachByHand(issue);
        assertThat(rerunPriority()).isEmpty();
        post("[%s]".formatted(Posted.result(own + "b", "PASSED")));
        assertThat(rerunPriority()).containsExactly("0");
    }

    private String own(String value) {
        return value.replace("OWN/", own)
                .replace("VERSION", body.text("version"))
                .replace("ENVIRONMENT", body.text("environment"));
    }

    private int issue(String source, String project) {
        return number("""
                INSERT INTO issue (source, project, key, title, status, labels, created_at, updated_at)
                VALUES ('%s', '%s', '%d', 'Hangs', 'CLOSED', '{bug}', now(), now()) RETURNING id
                """.formatted(source, project, id));
    }

    private int rule(int issue, String criterion, String values) {
        criteria.put(criterion, values);
        int rule = rule(issue);
        criteria.remove(criterion);
        return rule;
    }

    private int rule(int issue) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String list :
                List.of("families", "environment_names", "test_case_names", "template_ids", "test_result_statuses")) {
            all.put(list, "{}");
        }
        all.putAll(criteria);
        List<String> values = new ArrayList<>(all.values());
        return number("""
                INSERT INTO issue_test_result_attachment_rule (issue_id, enabled, created_at, updated_at, %s)
                VALUES (%d, true, now(), now(), '%s') RETURNING id
                """.formatted(String.join(", ", all.keySet()), issue, String.join("', '", values)));
    }

    private void metadata(int rule, String category, String value) {
        server.database().execute("""
                INSERT INTO issue_test_result_attachment_rule_execution_metadata
                  (attachment_rule_id, category, value, created_at, updated_at)
                VALUES (%d, '%s', '%s', now(), now())""".formatted(rule, category, value));
    }

    private void attachByHand(int issue) {
        server.database().execute("""
                INSERT INTO issue_test_result_attachment (issue_id, test_result_id, created_at, updated_at)
                SELECT %d, id, now(), now() FROM test_result WHERE test_execution_id = %d""".formatted(issue, id));
    }

    private int number(String sql) {
        return Integer.parseInt(server.database().strings(sql).getFirst());
    }

    private void post(String results) {
        TestResponse response = client.post(path + "/test-results", results);
        assertThat(response.status()).as(response.body()).isEqualTo(200);
    }

    private void end(String... results) {
        TestResponse response = client.put(
                "/v1/test-executions/end-test", """
                {"ci_link": "%s", "test_results": [%s]}""".formatted(body.text("ci_link"), String.join(", ", results)));
        assertThat(response.status()).as(response.body()).isEqualTo(200);
    }

    /** The case's name without the prefix, and the id of the issue. */
    private List<String> attached() {
        return server.database().strings("""
                SELECT substr(c.name, %d) || ' ' || a.issue_id FROM issue_test_result_attachment a
                JOIN test_result r ON r.id = a.test_result_id JOIN test_case c ON c.id = r.test_case_id
                WHERE r.test_execution_id = %d""".formatted(own.length() + 1, id));
    }

    private List<String> rerunPriority() {
        return server.database().strings("""
                SELECT q.priority FROM test_execution_rerun_request q
                JOIN test_execution e USING (test_plan_id, artefact_build_id, environment_id) WHERE e.id =\s""" + id);
    }
}
