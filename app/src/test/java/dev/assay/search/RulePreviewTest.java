package dev.assay.search;

import static dev.assay.access.Permission.CHANGE_ATTACHMENT_RULE;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.issue.Known;
import dev.assay.testing.Posted;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** POST /v2/attachment-rules/preview returns exactly the results that the rule then matches. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RulePreviewTest {
    private static final int RULES = 300;
    private static final String PATH = "/v2/attachment-rules/preview";

    private final TestServer server = TestServer.start();
    private final Known known = Known.on(server);
    private final Random random = new Random(7);

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void previewsAreWhatRulesAttach() { // ARULE-11, 14
        Map<String, Integer> issues = new LinkedHashMap<>();
        for (int i = 0; i < RULES; i++) {
            int issue = known.issue(i + 1);
            String criteria = criteria();
            known.rule(issue, criteria);
            issues.put(criteria + " ".repeat(i), issue);
        }
        List<Integer> executions = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            executions.add(store(i));
        }
        assertThat(executions).doesNotHaveDuplicates();
        int matching = 0;
        Set<String> counts = new TreeSet<>();
        for (Map.Entry<String, Integer> rule : issues.entrySet()) {
            TestResponse preview = known.client().post(PATH, rule.getKey());
            assertThat(preview.status()).as(preview.body()).isEqualTo(200);
            List<Integer> attached = server
                    .database()
                    .strings("SELECT test_result_id FROM issue_test_result_attachment WHERE issue_id = "
                            + rule.getValue() + " ORDER BY test_result_id DESC")
                    .stream()
                    .map(Integer::valueOf)
                    .toList();
            assertThat(preview.number("count")).as(rule.getKey()).isEqualTo(attached.size());
            assertThat(preview.at("count_is_exact").getBooleanValue()).isTrue();
            List<Integer> sample = new ArrayList<>();
            preview.at("sample")
                    .values()
                    .forEach(match -> sample.add(match.get("id").getIntValue()));
            assertThat(sample).as(rule.getKey()).isEqualTo(attached.subList(0, Math.min(20, attached.size())));
            matching += attached.isEmpty() ? 0 : 1;
            counts.add("" + attached.size());
        }
        assertThat(matching).isBetween(RULES / 4, RULES - 10);
        assertThat(counts).hasSizeGreaterThan(15);
    }

    /** Random criteria. Each is rare enough that rules match, and some values do not exist. */
    private String criteria() {
        Map<String, List<String>> values = new LinkedHashMap<>();
        values.put("families", List.of("snap", "deb", "charm"));
        values.put("artefacts", List.of("core", "kernel", "Core"));
        values.put("artefact_versions", List.of("1", "2", ""));
        values.put("artefact_stages", List.of("beta", "edge", "proposed"));
        values.put("artefact_tracks", List.of("latest", "24", ""));
        values.put("environment_names", List.of("lab", "bench", "attic"));
        values.put("test_case_names", List.of("boots", "wifi", "sound", "none such"));
        values.put("template_ids", List.of("t1", "t2", ""));
        values.put("test_result_statuses", List.of("PASSED", "FAILED", "SKIPPED"));
        List<String> asked = new ArrayList<>();
        values.forEach((name, of) -> {
            if (random.nextInt(4) == 0) {
                asked.add("\"%s\": %s".formatted(name, some(of)));
            }
        });
        if (random.nextInt(4) == 0) {
            asked.add("\"execution_metadata\": {\"site\": %s%s}"
                    .formatted(
                            some(List.of("east", "west", "nowhere")),
                            random.nextBoolean() ? "" : ", \"kernel\": " + some(List.of("6.8", "6.9"))));
        }
        return "{" + String.join(", ", asked) + "}";
    }

    private String some(List<String> of) {
        Set<String> chosen = new LinkedHashSet<>();
        for (int i = 0; i <= random.nextInt(2); i++) {
            chosen.add("\"" + of.get(random.nextInt(of.size())) + "\"");
        }
        return chosen.toString();
    }

    private int store(int i) {
        StartBody body = StartBody.of(List.of("snap", "deb", "charm").get(i % 3))
                .with("name", random.nextBoolean() ? "core" : "kernel")
                .with("version", "" + (1 + random.nextInt(2)))
                .with("environment", random.nextBoolean() ? "lab" : "bench")
                .linked();
        if (i % 3 != 1) {
            body = body.with("execution_stage", random.nextBoolean() ? "beta" : "edge")
                    .with("track", random.nextBoolean() ? "latest" : "24");
        }
        int execution = body.start(known.client());
        if (random.nextBoolean()) {
            known.client().patch("/v1/test-executions/" + execution, """
                    {"execution_metadata": {"site": ["%s"], "kernel": ["%s"]}}""".formatted(
                            random.nextBoolean() ? "east" : "west", random.nextBoolean() ? "6.8" : "7"));
        }
        List<String> posted = new ArrayList<>();
        for (String name : List.of("boots", "wifi", "sound", "keys")) {
            String status = List.of("PASSED", "FAILED", "SKIPPED").get(random.nextInt(3));
            String template = Map.of("boots", "t1", "wifi", "t2", "sound", "t1").getOrDefault(name, "");
            posted.add("{\"name\": \"%s\", \"status\": \"%s\", \"template_id\": \"%s\"}"
                    .formatted(name, status, template));
        }
        if (i % 2 == 0) {
            known.post(execution, posted.toArray(String[]::new));
        } else {
            String ended = posted.stream()
                    .map(result -> result.replace("PASSED", "pass")
                            .replace("FAILED", "fail")
                            .replace("SKIPPED", "skip")
                            .replace("}", ", \"category\": \"\", \"comment\": \"\", \"io_log\": \"\"}"))
                    .collect(Collectors.joining(","));
            TestResponse response = known.client()
                    .put(
                            "/v1/test-executions/end-test",
                            "{\"ci_link\": \"%s\", \"test_results\": [%s]}".formatted(body.text("ci_link"), ended));
            assertThat(response.status()).as(response.body()).isEqualTo(200);
        }
        return execution;
    }

    @Test
    void aMatchHasItsExecutionAndArtefact() {
        StartBody body = StartBody.of("snap");
        List<Integer> results = known.results(body, Posted.result(body.text("name") + "/a", "FAILED"));
        int issue = known.issue(9000);
        known.attach(issue, Known.ids(results));
        String criteria = "\"test_case_names\": [\"%s/a\"]".formatted(body.text("name"));
        TestResponse preview = known.client().post(PATH, "{" + criteria + "}");
        assertThat(preview.list("sample", 0, "issues")).contains("" + issue);
        assertThat(preview.text("sample", 0, "created_at")).endsWith("Z");
        assertThat(List.of(
                        preview.text("sample", 0, "test_case"),
                        preview.text("sample", 0, "artefact"),
                        preview.text("sample", 0, "environment"),
                        preview.text("sample", 0, "test_plan"),
                        preview.text("sample", 0, "status")))
                .containsExactly(
                        body.text("name") + "/a",
                        body.text("name"),
                        body.text("environment"),
                        body.text("test_plan"),
                        "FAILED");
        String at = preview.text("sample", 0, "created_at");
        assertThat(known.client()
                        .post(PATH, "{%s, \"from\": \"%s\", \"until\": \"%2$s\"}".formatted(criteria, at))
                        .number("count"))
                .isEqualTo(1);
        assertThat(known.client()
                        .post(PATH, "{%s, \"until\": \"%s\"}".formatted(criteria, at.substring(0, 10)))
                        .number("count"))
                .isEqualTo(1);
        assertThat(known.client()
                        .post(PATH, "{%s, \"from\": \"2100-01-01T00:00:00Z\"}".formatted(criteria))
                        .number("count"))
                .isZero();
        assertThat(known.attached(issue)).hasSize(1);
    }

    @Test
    void manyMatchesAreCountedUpToALimit() {
        StartBody body = StartBody.of("generic");
        int execution = body.start(known.client());
        server.database().execute("""
                INSERT INTO test_case (name, category, template_id, created_at, updated_at) VALUES ('many', '', 'many', now(), now());
                INSERT INTO test_result (status, comment, io_log, test_execution_id, test_case_id, created_at, updated_at)
                SELECT 'FAILED', '', '', %d, c.id, now(), now() FROM test_case c, generate_series(1, 10000) WHERE c.name = 'many'""".formatted(execution));
        TestResponse whole = known.client().post(PATH, "{\"test_case_names\": [\"many\"]}");
        assertThat(whole.number("count") + " " + whole.at("count_is_exact").getBooleanValue())
                .isEqualTo("10000 true");
        known.post(execution, """
                {"name": "more", "status": "FAILED", "template_id": "many"}""");
        String template = "{\"template_ids\": [\"many\"], \"artefacts\": [\"%s\"]}".formatted(body.text("name"));
        TestResponse part = known.client().post(PATH, template);
        assertThat(part.number("count") + " " + part.at("count_is_exact").getBooleanValue())
                .isEqualTo("10000 false");
        assertThat(part.at("sample").size()).isEqualTo(20);
        TestResponse exact = known.client().post(PATH, "{\"artefacts\": [\"%s\"]}".formatted(body.text("name")));
        assertThat(exact.number("count") + " " + exact.at("count_is_exact").getBooleanValue())
                .isEqualTo("10001 true");
    }

    @Test
    void mistakesAndPermissions() {
        assertThat(server.as(VIEW_TEST).post(PATH, "{}").status()).isEqualTo(403);
        assertThat(server.as(CHANGE_ATTACHMENT_RULE).post(PATH, "{}").status()).isEqualTo(403);
        assertThat(server.as(CHANGE_ATTACHMENT_RULE, VIEW_TEST).post(PATH, "{}").status())
                .isEqualTo(200);
        TestResponse refused = known.client().post(PATH, "{\"families\": [\"rpm\"], \"from\": \"soon\"}");
        assertThat(refused.status()).isEqualTo(422);
        String categories =
                IntStream.range(0, 21).mapToObj(i -> "\"c" + i + "\": [\"v\"]").collect(Collectors.joining(","));
        assertThat(known.client()
                        .post(PATH, "{\"execution_metadata\": {" + categories + "}}")
                        .status())
                .isEqualTo(422);
    }
}
