package dev.assay.rerun;

import static dev.assay.rerun.Queue.ids;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.People;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The executions that filters select, for silent POST and for DELETE. {@code old} and {@code snap} are one group,
 * {@code bare} has no results.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SelectionTest {
    private static final List<String> GROUPS = List.of("bare", "deb", "generic", "snap");

    private final TestServer server = TestServer.start();
    private final Queue queue = Queue.of(server);
    private final Map<String, StartBody> bodies = new TreeMap<>();
    private final Map<String, Integer> executions = new TreeMap<>();
    private final int reviewer = new People(server.database()).user().id();
    private int issue;

    @BeforeAll
    void arrange() {
        StartBody snap = StartBody.of("snap");
        start("old", snap);
        start("snap", snap);
        start("deb", StartBody.of("deb"));
        start("bare", StartBody.of("charm").with("track", "24/edge"));
        start("generic", StartBody.of("generic"));
        post("old", result("a", "PASSED"));
        post("snap", result("a", "FAILED"), """
                {"name": "b", "status": "PASSED", "template_id": "t"}""");
        post("deb", result("a", "SKIPPED"), result("c", "FAILED"));
        post("generic", result("c", "PASSED"));
        patch("snap", """
                {"status": "FAILED", "execution_metadata": {"lab": ["east", "west"], "cpu": ["x"]}}""");
        patch("deb", """
                {"status": "PASSED", "execution_metadata": {"lab": ["west"]}}""");
        sql(
                "UPDATE artefact SET archived = true WHERE name = '%s'",
                bodies.get("deb").text("name"));
        sql("""
                INSERT INTO artefact_reviewers_association (artefact_id, user_id)
                SELECT id, %d FROM artefact WHERE name = '%s'""", reviewer, bodies.get("deb").text("name"));
        issue = Integer.parseInt(server.database().strings("""
                INSERT INTO issue (source, project, key, title, status, created_at, updated_at)
                VALUES ('GITHUB', 'acme', '1', 'Hangs', 'OPEN', now(), now()) RETURNING id""").getFirst());
        sql("""
                INSERT INTO issue_test_result_attachment (issue_id, test_result_id, created_at, updated_at)
                SELECT %d, id, now(), now() FROM test_result WHERE test_execution_id = %d AND status = 'FAILED'""", issue, executions.get("snap"));
        for (String when : List.of("old 01", "snap 02", "deb 03", "bare 04", "generic 05")) {
            String[] parts = when.split(" ");
            int id = executions.get(parts[0]);
            sql("UPDATE test_execution SET updated_at = '2026-01-%s' WHERE id = %d", parts[1], id);
            sql("UPDATE test_result SET created_at = '2026-02-%s' WHERE test_execution_id = %d", parts[1], id);
        }
    }

    @AfterAll
    void close() {
        server.close();
    }

    private void start(String letter, StartBody body) {
        bodies.put(letter, body);
        executions.put(letter, queue.start(body));
    }

    private static String result(String name, String status) {
        return "{\"name\": \"%s\", \"status\": \"%s\"}".formatted(name, status);
    }

    private void post(String letter, String... results) {
        Queue.isNull(queue.tester()
                .post(
                        "/v1/test-executions/" + executions.get(letter) + "/test-results",
                        "[" + String.join(",", results) + "]"));
    }

    private void patch(String letter, String body) {
        assertThat(queue.tester()
                        .patch("/v1/test-executions/" + executions.get(letter), body)
                        .status())
                .isEqualTo(200);
    }

    private void sql(String sql, Object... values) {
        server.database().execute(sql.formatted(values));
    }

    private String requested() {
        return GROUPS.stream()
                .filter(group -> !queue.requested(executions.get(group)).isEmpty())
                .collect(Collectors.joining(" "));
    }

    private void requestAll() {
        queue.silently(ids(executions.values()));
        assertThat(requested()).isEqualTo(String.join(" ", GROUPS));
    }

    private void clear() {
        sql("DELETE FROM test_execution_rerun_request");
    }

    /** Fills in a criterion in single quotes, in which {@code {snap.name}} stands for a field of a started test. */
    private String fill(String criterion) {
        String filled = criterion
                .replace('\'', '"')
                .replace("{reviewer}", "" + reviewer)
                .replace("{issue}", "" + issue);
        for (Map.Entry<String, StartBody> entry : bodies.entrySet()) {
            for (String field : List.of("name", "version", "environment")) {
                filled = filled.replace(
                        "{" + entry.getKey() + "." + field + "}",
                        entry.getValue().text(field));
            }
        }
        return filled;
    }

    /** POST requests exactly these groups, DELETE withdraws exactly these. */
    private void assertMeans(String body, String groups) {
        clear();
        queue.silently(body);
        assertThat(requested()).as("requested by " + body).isEqualTo(groups);
        requestAll();
        queue.withdraw(body);
        List<String> left = GROUPS.stream()
                .filter(group -> !Arrays.asList(groups.split(" ")).contains(group))
                .toList();
        assertThat(requested()).as("left by " + body).isEqualTo(String.join(" ", left));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "'families': ['snap']; snap",
                "'families': ['snap', 'generic', 'charm']; bare generic snap",
                "'families': ['oci']; \"\"",
                "'artefacts': ['{snap.name}', '{deb.name}']; deb snap",
                "'artefact_versions': ['{deb.version}']; deb",
                "'artefact_stages': ['beta']; bare snap",
                "'artefact_stages': ['']; generic",
                "'artefact_tracks': ['24/edge']; bare",
                "'artefact_is_archived': true; deb",
                "'artefact_is_archived': false; bare generic snap",
                "'environments': ['{deb.environment}', '{generic.environment}']; deb generic",
                "'test_execution_statuses': ['FAILED']; snap",
                "'test_execution_statuses': ['PASSED', 'IN_PROGRESS']; bare deb generic snap",
                "'execution_metadata': {'lab': ['west']}; deb snap",
                "'execution_metadata': {'lab': ['west', 'north'], 'cpu': ['x', 'y']}; snap",
                "'execution_metadata': {'lab': ['WEST']}; \"\"",
                "'reviewer_ids': [{reviewer}, 99999999999]; deb",
                "'reviewer_ids': [2147483646]; \"\"",
                "'reviewer_ids': 'any'; deb",
                "'reviewer_ids': 'none'; bare generic snap",
                "'assignee_ids': [{reviewer}]; deb",
                "'assignee_ids': 'none'; bare generic snap",
                "'assignee_ids': 'any', 'reviewer_ids': null; deb",
                "'assignee_ids': 'any', 'reviewer_ids': []; deb",
                "'assignee_ids': 'any', 'reviewer_ids': 'none'; bare generic snap",
                "'assignee_ids': null, 'reviewer_ids': 'any'; deb",
                "'execution_is_latest': true; bare deb generic snap",
                "'execution_is_latest': false; snap",
                "'from_date': '2026-01-04'; bare generic",
                "'until_date': '2026-01-02T00:00:00Z'; snap",
                "'from_date': '2026-01-03', 'until_date': '2026-01-03'; deb",
                "'families': ['charm'], 'from_date': null; bare",
                "'families': ['snap', 'deb'], 'artefact_is_archived': true, 'limit': -5, 'event_names': 7; deb",
            })
    void executionFilters(
            String criteria, String groups) { // RR-21, RR-33, RR-40, RR-42, TE-SEARCH-05, TR-FILT-02, TR-FILT-03
        assertMeans("{\"test_executions_filters\": {" + fill(criteria) + "}}", groups);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "'families': ['snap', 'charm']; snap",
                "'artefacts': ['{snap.name}', '{deb.name}', '{bare.name}']; deb snap",
                "'artefact_versions': ['{deb.version}']; deb",
                "'artefact_stages': ['beta']; snap",
                "'artefact_tracks': ['24/edge', 'latest']; snap",
                "'artefact_is_archived': false; generic snap",
                "'environments': ['{deb.environment}']; deb",
                "'test_cases': ['a']; deb snap",
                "'test_cases': ['A']; \"\"",
                "'test_cases': ['b', 'c']; deb generic snap",
                "'template_ids': ['t']; snap",
                "'template_ids': ['']; deb generic snap",
                "'execution_metadata': {'lab': ['west'], 'cpu': ['x']}; snap",
                "'issues': [{issue}]; snap",
                "'issues': [2147483646, 99999999999]; \"\"",
                "'issues': 'any'; snap",
                "'issues': 'none', 'test_result_statuses': ['FAILED']; deb",
                "'test_result_statuses': ['FAILED']; deb snap",
                "'test_result_statuses': ['SKIPPED', 'SKIPPED']; deb",
                "'test_result_statuses': ['PASSED'], 'test_cases': ['a']; snap",
                "'test_execution_statuses': ['PASSED']; deb",
                "'reviewer_ids': 'any'; deb",
                "'reviewer_ids': [{reviewer}], 'assignee_ids': 'none'; deb",
                "'assignee_ids': 'none', 'reviewer_ids': null; generic snap",
                "'execution_is_latest': false; snap",
                "'execution_is_latest': true, 'test_result_statuses': ['PASSED']; generic snap",
                "'artefact_is_archived': false, 'from_date': '2026-02-03'; generic",
                "'test_result_statuses': ['PASSED'], 'until_date': '2026-02-01'; snap",
                "'test_result_statuses': ['PASSED'], 'from_date': '2026-02-02', 'until_date': '2026-02-02'; snap",
            })
    void resultFilters(
            String criteria, String groups) { // RR-21, RR-33, TR-FILT-01, TR-FILT-02, TR-FILT-03, TR-SEARCH-02
        assertMeans("{\"test_results_filters\": {" + fill(criteria) + "}}", groups);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"limit\": 1', snap",
        "'\"limit\": 2', snap",
        "'\"limit\": 3', deb snap",
        "'\"limit\": 1, \"offset\": 2', deb",
        "'\"offset\": 2', deb generic",
        "'\"offset\": 1, \"limit\": null', deb generic snap",
        "'\"limit\": 0', ''",
        "'\"offset\": 2000000000', ''",
    })
    void pagesCountExecutionsByTheirIds(String page, String groups) { // TR-FILT-04
        assertMeans("{\"test_results_filters\": {\"test_cases\": [\"a\", \"b\", \"c\"], %s}}".formatted(page), groups);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit", "offset"})
    void negativePagesAreRefused(String which) { // TR-FILT-04
        Queue.isInvalid(
                silently("{\"test_results_filters\": {\"test_cases\": [\"a\"], \"%s\": -1}}".formatted(which)),
                "greater_than_equal",
                "body",
                "test_results_filters",
                which);
    }

    @Test
    void aPendingRequestIsACriterionToo() { // RR-40, TR-FILT-01
        for (String kind : List.of("test_executions_filters", "test_results_filters")) {
            clear();
            queue.silently(ids(executions.get("snap"), executions.get("bare")));
            queue.silently("{\"%s\": {\"rerun_is_requested\": true}, \"priority\": 3}".formatted(kind));
            assertThat(queue.row(executions.get("snap"), "q.priority")).isEqualTo("3");
            assertThat(requested()).isEqualTo("bare snap");
            queue.withdraw("{\"%s\": {\"rerun_is_requested\": false}}".formatted(kind));
            assertThat(requested()).isEqualTo("bare snap");
            queue.silently("{\"%s\": {\"rerun_is_requested\": false}}".formatted(kind));
            assertThat(requested()).isEqualTo("bare deb generic snap");
        }
    }

    @Test
    void idsAndFiltersAreAUnion() { // RR-21, RR-33
        String ids = "\"test_execution_ids\": [%d, 2147483647]".formatted(executions.get("bare"));
        String results = "\"test_results_filters\": {\"issues\": \"any\"}";
        String described = "\"test_executions_filters\": {\"families\": [\"deb\"]}";
        assertMeans("{" + ids + "," + results + "," + described + "}", "bare deb snap");
        assertMeans("{" + results + "," + described + "}", "deb snap");
        assertMeans("{" + ids + "," + described + ", \"test_results_filters\": null}", "bare deb");
        assertMeans("{" + ids + "," + results + ", \"test_executions_filters\": null}", "bare snap");
        assertMeans("{" + described + ", \"test_results_filters\": {\"families\": [\"deb\"]}}", "deb");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'families': [], 'artefact_is_archived': null, 'issues': [], 'reviewer_ids': [], 'execution_metadata': {}}",
                "{'from_date': '2026-01-01', 'until_date': '2026-12-31'}",
                "{'limit': 3, 'offset': 0}",
                "{'assignee_ids': []}",
                "{'reviewer_ids': null, 'assignee_ids': []}",
                "{'execution_metadata': {'lab': []}}",
                "{'unknown': ['x']}"
            })
    void aResultFilterNeedsMoreThanTimes(String filter) { // RR-23, RR-33, TR-FILT-05
        assertMistaken("test_results_filters", filter);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'families': [], 'rerun_is_requested': null, 'reviewer_ids': [], 'execution_metadata': {}}",
                "{'from_date': null, 'until_date': null}",
                "{'execution_metadata': {'lab': []}}",
                "{'test_cases': ['a'], 'event_names': ['x'], 'limit': 5}"
            })
    void anExecutionFilterNeedsACriterion(String filter) { // RR-23, RR-33, RR-41
        assertMistaken("test_executions_filters", filter);
    }

    private void assertMistaken(String kind, String filter) {
        requestAll();
        String body = "{\"%s\": %s, \"test_execution_ids\": [%d]}"
                .formatted(kind, filter.replace('\'', '"'), executions.get("snap"));
        String detail = "At least one filter must be provided in " + kind;
        Queue.isRefused(queue.requester().delete(Queue.PATH, body), 422, detail);
        assertThat(requested()).isEqualTo("bare deb generic snap");
        clear();
        Queue.isRefused(silently(body), 422, detail);
        assertThat(requested()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "{'families': ['SNAP']}; enum; families 0",
                "{'families': null}; list_type; families",
                "{'artefacts': 'x'}; list_type; artefacts",
                "{'artefacts': [1]}; string_type; artefacts 0",
                "{'artefact_is_archived': 'maybe'}; bool_parsing; artefact_is_archived",
                "{'execution_metadata': null}; dict_type; execution_metadata",
                "{'execution_metadata': {'a': 'b'}}; list_type; execution_metadata a",
                "{'reviewer_ids': 'x'}; list_type; reviewer_ids list[int]",
                "{'reviewer_ids': ['any']}; int_parsing; reviewer_ids list[int] 0",
                "{'reviewer_ids': null}; value_error; \"\"",
                "{'reviewer_ids': null, 'assignee_ids': null}; value_error; \"\"",
                "{'from_date': 'soon'}; datetime_from_date_parsing; from_date",
            })
    void badFilters(String filter, String type, String place) { // RR-12, TR-FILT-01, TR-FILT-02
        for (String kind : List.of("test_results_filters", "test_executions_filters")) {
            String[] loc = ("body " + kind + " " + place).strip().split(" ");
            String body = "{\"%s\": %s}".formatted(kind, filter.replace('\'', '"'));
            Queue.isInvalid(silently(body), type, loc);
            Queue.isInvalid(queue.requester().delete(Queue.PATH, body), type, loc);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"some\"", "[\"any\"]"})
    void issuesAreIdsOrAWord(String issues) { // TR-FILT-02
        assertThat(silently("{\"test_results_filters\": {\"issues\": %s}}".formatted(issues))
                        .status())
                .isEqualTo(422);
    }

    @Test
    void tooManyCategoriesAreRefused() {
        Map<String, String> many = new TreeMap<>();
        for (int i = 0; i < 21; i++) {
            many.put("\"c" + i + "\"", "[\"v\"]");
        }
        String metadata = many.toString().replace('=', ':');
        Queue.isInvalid(
                silently("{\"test_executions_filters\": {\"execution_metadata\": %s}}".formatted(metadata)),
                "value_error",
                "body",
                "test_executions_filters");
    }

    private TestResponse silently(String body) {
        return queue.requester().post(Queue.PATH + "?silent=true", body);
    }
}
