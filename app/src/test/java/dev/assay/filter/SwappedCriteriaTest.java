package dev.assay.filter;

import static dev.assay.access.Permission.CHANGE_RERUN;
import static dev.assay.access.Permission.CHANGE_RERUN_BULK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.issue.Known;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many criteria have the same type and could be swapped by mistake. Everywhere, each finds only its own matches and not
 * those of its neighbour.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SwappedCriteriaTest {
    private static final List<String> NAMES = List.of(
            "artefacts",
            "artefact_versions",
            "artefact_stages",
            "artefact_tracks",
            "environments",
            "test_cases",
            "template_ids");

    private final TestServer server = TestServer.shared();
    private final Known known = Known.on(server);
    private final TestClient tester = server.as(CHANGE_RERUN, CHANGE_RERUN_BULK);
    private final StartBody body = StartBody.of("snap").with("execution_stage", "beta");
    private final Map<String, String> values = new LinkedHashMap<>();
    private int execution;

    @BeforeAll
    void arrange() {
        String own = body.text("name");
        execution = body.start(known.client());
        known.post(
                execution,
                "{\"name\": \"%s/case\", \"template_id\": \"%<s/template\", \"status\": \"PASSED\"}".formatted(own));
        List<String> found = List.of(
                own,
                body.text("version"),
                "beta",
                body.text("track"),
                body.text("environment"),
                own + "/case",
                own + "/template");
        for (int i = 0; i < NAMES.size(); i++) {
            values.put(NAMES.get(i), found.get(i));
        }
        assertThat(values.values()).doesNotHaveDuplicates();
    }

    /** Two criteria of {@link #NAMES} to swap; the same twice swaps nothing. */
    record Swap(String one, String other) {
        boolean finds() {
            return one.equals(other);
        }
    }

    static Stream<Swap> swaps() {
        return Stream.concat(
                Stream.of(new Swap(NAMES.getFirst(), NAMES.getFirst())),
                NAMES.stream()
                        .flatMap(one -> NAMES.stream()
                                .filter(other -> NAMES.indexOf(other) > NAMES.indexOf(one))
                                .map(other -> new Swap(one, other))));
    }

    private Map<String, String> asked(Swap swap) {
        Map<String, String> asked = new LinkedHashMap<>(values);
        asked.put(swap.one, values.get(swap.other));
        asked.put(swap.other, values.get(swap.one));
        return asked;
    }

    private static String json(Map<String, String> asked) {
        return asked.entrySet().stream()
                .map(criterion -> "\"%s\": [\"%s\"]".formatted(criterion.getKey(), criterion.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static Map<String, String> asRule(Map<String, String> asked) {
        Map<String, String> rule = new TreeMap<>();
        asked.forEach((name, value) -> rule.put(
                name.replaceAll("^environments$", "environment_names").replaceAll("^test_cases$", "test_case_names"),
                value));
        return rule;
    }

    private static TestResponse ok(TestResponse response) {
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return response;
    }

    private static void assertCount(TestResponse found, Swap swap) {
        assertThat(ok(found).number("count")).isEqualTo(swap.finds() ? 1 : 0);
    }

    private static String query(Map<String, String> asked) {
        return asked.entrySet().stream()
                .map(criterion -> criterion.getKey() + "=" + criterion.getValue())
                .collect(Collectors.joining("&", "?", ""));
    }

    @ParameterizedTest
    @MethodSource("swaps")
    void searches(Swap swap) { // TR-SEARCH-02, TE-SEARCH-05
        Map<String, String> asked = asked(swap);
        assertCount(known.client().get("/v1/test-results" + query(asked)), swap);
        assertCount(known.client().post("/v2/attachment-rules/preview", json(asRule(asked))), swap);
        asked.keySet().removeAll(List.of("test_cases", "template_ids"));
        if (asked.containsKey(swap.one) && asked.containsKey(swap.other)) {
            assertCount(known.client().get("/v1/test-executions" + query(asked)), swap);
        }
    }

    @ParameterizedTest
    @MethodSource("swaps")
    void bodies(Swap swap) { // TR-FILT-01, RR-40
        Map<String, String> asked = asked(swap);
        assertRequested("test_results_filters", asked, swap);
        int issue = known.issue(1);
        String filter = "{\"test_results_filters\": " + json(asked) + "}";
        ok(known.attach(issue, filter));
        assertThat(known.attached(issue)).hasSize(swap.finds() ? 1 : 0);
        ok(known.detach(issue, "{\"test_results_filters\": " + json(values) + "}"));
        asked.keySet().removeAll(List.of("test_cases", "template_ids"));
        if (asked.containsKey(swap.one) && asked.containsKey(swap.other)) {
            assertRequested("test_executions_filters", asked, swap);
        }
    }

    private void assertRequested(String filters, Map<String, String> asked, Swap swap) {
        String path = "/v1/test-executions/reruns";
        ok(tester.post(path + "?silent=true", "{\"%s\": %s}".formatted(filters, json(asked))));
        String requested = "SELECT 1 FROM test_execution_rerun_request q JOIN test_execution e USING (test_plan_id, "
                + "artefact_build_id, environment_id) WHERE e.id = " + execution;
        assertThat(server.database().strings(requested)).hasSize(swap.finds() ? 1 : 0);
        ok(tester.delete(path, "{\"test_execution_ids\": [%d]}".formatted(execution)));
    }

    /** Rules show each criterion as it was given, and match by it. */
    @Test
    void rules() { // ARULE-1, ARULE-11
        Map<Integer, Swap> issues = new LinkedHashMap<>();
        swaps().forEach(swap -> {
            int issue = known.issue(2 + issues.size());
            Map<String, String> rule = asRule(asked(swap));
            TestResponse made = ok(known.addRule(issue, json(rule)));
            rule.forEach((name, value) -> assertThat(made.list(name)).containsExactly(value));
            issues.put(issue, swap);
        });
        known.post(execution, "{\"name\": \"%s/case\", \"status\": \"FAILED\"}".formatted(body.text("name")));
        issues.forEach((issue, swap) -> assertThat(known.attached(issue)).hasSize(swap.finds() ? 1 : 0));
    }
}
