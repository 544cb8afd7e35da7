package dev.assay.issue.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.issue.Known;
import dev.assay.testing.Posted;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ARULE-1 to ARULE-8, and what changed rules attach. */
class RuleChangesTest {
    private final TestServer server = TestServer.shared();
    private final Known known = Known.on(server);
    private final TestClient client = known.client();
    private final int issue = known.issue(1);
    private final StartBody body = StartBody.of("snap");
    private final String own = body.text("name");
    private final String path = "/v1/issues/" + issue + "/attachment-rules";

    @Test
    void theResponseIsTheStoredRule() { // ARULE-1 to ARULE-3
        TestResponse rule = known.addRule(issue, """
                {"families": ["snap", "generic"], "artefacts": ["%1$s"], "artefact_versions": ["1"], "artefact_stages": ["beta", ""],
                 "artefact_tracks": ["latest"], "environment_names": ["lab"], "test_case_names": ["b", "a"], "template_ids": [""],
                 "test_result_statuses": ["FAILED", "SKIPPED"], "execution_metadata": {"lab": ["west", "east"], "a": ["ü"]}}""".formatted(own));
        assertThat(rule.status()).as(rule.body()).isEqualTo(200);
        assertThat(rule.body()).isEqualTo("""
                {"id":%d,"enabled":true,"families":["snap","generic"],"artefacts":["%s"],"artefact_versions":["1"],\
                "artefact_stages":["beta",""],"artefact_tracks":["latest"],"environment_names":["lab"],"test_case_names":["b","a"],\
                "template_ids":[""],"test_result_statuses":["FAILED","SKIPPED"],\
                "execution_metadata":{"a":["ü"],"lab":["west","east"]}}""".formatted(rule.number("id"), own));
        assertThat(client.get("/v1/issues/" + issue).at("attachment_rules").size())
                .isEqualTo(1);
        assertThat(client.get("/v1/issues/" + issue)
                        .at("attachment_rules", 0, "test_case_names")
                        .size())
                .isEqualTo(2);
    }

    @Test
    void everythingMayBeLeftOut() { // ARULE-3
        TestResponse rule = known.addRule(issue, "{\"enabled\": false}");
        assertThat(rule.body()).isEqualTo("""
                {"id":%d,"enabled":false,"families":[],"artefacts":[],"artefact_versions":[],"artefact_stages":[],\
                "artefact_tracks":[],"environment_names":[],"test_case_names":[],"template_ids":[],"test_result_statuses":[],\
                "execution_metadata":{}}""".formatted(rule.number("id")));
        int again = known.rule(issue, "{\"enabled\": false}");
        assertThat(again).isGreaterThan(rule.number("id"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"families\": null}",
                "{\"families\": [\"rpm\"]}",
                "{\"test_result_statuses\": [\"failed\"]}",
                "{\"test_case_names\": [null]}",
                "{\"test_case_names\": \"a\"}",
                "{\"execution_metadata\": null}",
                "{\"execution_metadata\": {\"\": [\"a\"]}}",
                "{\"execution_metadata\": {\"a\": [\"\"]}}",
                "{\"enabled\": null}",
                "{\"artefacts\": [\"\\u0000\"]}",
                "[]"
            })
    void mistakes(String criteria) { // ARULE-2
        assertThat(known.addRule(issue, criteria).status()).isEqualTo(422);
    }

    @Test
    void tooManyValuesAndCategories() {
        String names = IntStream.range(0, 10_001).mapToObj(i -> "\"n\"").collect(Collectors.joining(","));
        assertThat(known.addRule(issue, "{\"test_case_names\": [" + names + "]}")
                        .text("detail", 0, "type"))
                .isEqualTo("too_long");
        String categories =
                IntStream.range(0, 21).mapToObj(i -> "\"c" + i + "\": [\"v\"]").collect(Collectors.joining(","));
        assertThat(known.addRule(issue, "{\"execution_metadata\": {" + categories + "}}")
                        .text("detail", 0, "type"))
                .isEqualTo("value_error");
    }

    @Test
    void repeatedValuesCountOnceAndEmptyCategoriesNot() { // ARULE-4
        TestResponse rule = known.addRule(issue, """
                {"artefacts": ["%1$s", "%1$s"], "execution_metadata": {"lab": ["east", "east"], "kernel": []}}""".formatted(own));
        assertThat(rule.list("artefacts")).containsExactly(own);
        assertThat(rule.body()).endsWith("\"execution_metadata\":{\"lab\":[\"east\"]}}");
    }

    @Test
    void rulesCanBeRequiredToHaveCriteria() { // ARULE-3
        try (TestServer strict = TestServer.start(Map.of("assay.issues.rules-need-criteria", true))) {
            Known there = Known.on(strict);
            int id = there.issue(1);
            for (String nothing : List.of("{}", "{\"enabled\": false, \"execution_metadata\": {\"lab\": []}}")) {
                TestResponse refused = there.addRule(id, nothing);
                assertThat(refused.status()).isEqualTo(422);
                assertThat(refused.text("detail")).startsWith("At least one criterion");
            }
            assertThat(there.addRule(id, "{\"families\": [\"deb\"]}").status()).isEqualTo(200);
        }
    }

    @Test
    void switchingOffAndOn() { // ARULE-5, ARULE-6, ARULE-11
        int rule = known.rule(issue, "{\"artefacts\": [\"%s\"]}".formatted(own));
        int execution = body.start(client);
        known.post(execution, Posted.result(own + "/a", "FAILED"));
        TestResponse off = client.patch(path + "/" + rule, "{\"enabled\": false}");
        assertThat(off.status()).isEqualTo(200);
        assertThat(off.at("enabled").getBooleanValue()).isFalse();
        assertThat(off.list("artefacts")).containsExactly(own);
        known.post(execution, Posted.result(own + "/b", "FAILED"));
        assertThat(known.attached(issue)).hasSize(1);
        assertThat(client.patch(path + "/" + rule, "{\"enabled\": null, \"artefacts\": [\"other\"]}")
                        .body())
                .isEqualTo(off.body());
        assertThat(client.patch(path + "/" + rule, "{}").body()).isEqualTo(off.body());
        assertThat(client.patch(path + "/" + rule, "{\"enabled\": true}").status())
                .isEqualTo(200);
        assertThat(known.attached(issue)).hasSize(1);
        known.post(execution, Posted.result(own + "/c", "FAILED"));
        assertThat(known.attached(issue)).hasSize(2);
    }

    @Test
    void deletingKeepsWhatWasAttached() { // ARULE-7
        int rule = known.rule(issue, "{\"artefacts\": [\"%s\"]}".formatted(own));
        List<Integer> results = known.results(body, Posted.result(own + "/a", "FAILED"));
        assertThat(known.attached(issue)).containsExactly(results.getFirst() + " by " + rule);
        TestResponse gone = client.delete(path + "/" + rule);
        assertThat(gone.status() + gone.body()).isEqualTo("204");
        assertThat(known.attached(issue)).containsExactly(results.getFirst() + " by hand");
        assertThat(client.delete(path + "/" + rule).status()).isEqualTo(204);
        known.results(body.with("test_plan", own + "-again"), Posted.result(own + "/a", "FAILED"));
        assertThat(known.attached(issue)).hasSize(1);
    }

    @Test
    void unknownRulesAndRulesOfOthers() { // ARULE-8
        int rule = known.rule(known.issue(2), "{\"enabled\": false}");
        for (TestResponse other : List.of(
                client.patch(path + "/" + rule, "{\"enabled\": true}"),
                client.delete(path + "/" + rule),
                client.delete("/v1/issues/2147483647/attachment-rules/" + rule))) {
            assertThat(other.status() + other.text("detail"))
                    .isEqualTo("400Attachment rule not attached to given issue");
        }
        for (String id : List.of("2147483647", "99999999999")) {
            TestResponse unknown = client.patch(path + "/" + id, "{\"enabled\": true}");
            assertThat(unknown.status() + unknown.text("detail")).isEqualTo("404Attachment rule not found");
            assertThat(client.delete(path + "/" + id).status()).isEqualTo(204);
        }
    }

    @ParameterizedTest
    @CsvSource({"x, 250", "ü, 150", "😀, 260"})
    void longNamesMatchWhole(String letter, int length) { // ARULE-11: keys hold only the beginning
        String name = own + letter.repeat(length);
        known.rule(issue, "{\"test_case_names\": [\"%sA\"], \"artefacts\": [\"%s\"]}".formatted(name, own));
        List<Integer> results =
                known.results(body, Posted.result(name + "A", "FAILED"), Posted.result(name + "B", "FAILED"));
        assertThat(known.attached(issue)).singleElement().asString().startsWith(results.getFirst() + " ");
    }

    @Test
    void manyValuesOfManyKindsMatch() { // keys of such a rule name the cases only
        String names = IntStream.range(0, 200)
                .mapToObj(i -> "\"" + own + "/" + i + "\"")
                .collect(Collectors.joining(","));
        String places = IntStream.range(0, 200)
                .mapToObj(i -> "\"somewhere-" + i + "\"")
                .collect(Collectors.joining(",", "", ",\"" + body.text("environment") + "\""));
        int rule =
                known.rule(issue, "{\"test_case_names\": [%s], \"environment_names\": [%s]}".formatted(names, places));
        assertThat(server.database().strings("SELECT count(*) FROM attachment_rule_key WHERE rule_id = " + rule))
                .containsExactly("200");
        known.results(body, Posted.result(own + "/7", "FAILED"), Posted.result(own + "/200", "FAILED"));
        assertThat(known.attached(issue)).hasSize(1);
    }
}
