package dev.assay.search;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.People;
import dev.assay.testing.Posted;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Four artefacts that differ in every criterion, and their executions: {@code old} and {@code snap} are one group,
 * {@code bare} has no results. Tests name the artefacts in every query, so that they do not find those of other tests.
 */
final class SearchFixture {
    final TestServer server = TestServer.shared();
    final TestClient client = server.as(CHANGE_TEST, VIEW_TEST);
    final Map<String, Integer> executions = new TreeMap<>();
    final Map<String, StartBody> bodies = new TreeMap<>();
    final int reviewer;
    final int issue;

    SearchFixture() {
        StartBody snap = StartBody.of("snap");
        start("old", snap);
        start("snap", snap);
        start("deb", StartBody.of("deb"));
        start("bare", StartBody.of("charm").with("track", "24/edge"));
        start("generic", StartBody.of("generic"));
        String own = snap.text("name");
        post("old", Posted.result(own + "/a", "PASSED"));
        post("snap", Posted.result(own + "/a", "FAILED"), """
                {"name": "%s/b", "status": "PASSED", "template_id": "%s/t"}""".formatted(own, own));
        post("deb", Posted.result(own + "/a", "SKIPPED"), Posted.result(own + "/c", "FAILED"));
        post("generic", Posted.result(own + "/c", "PASSED"));

        ok(client.patch(path("snap"), """
                {"status": "FAILED", "execution_metadata": {"lab": ["east", "w:st"], "%s": ["x"]}}""".formatted(own)));
        ok(client.patch(path("deb"), """
                {"status": "PASSED", "execution_metadata": {"lab": ["w:st"]}}"""));
        ok(client.post(path("bare") + "/status_update", """
                {"events": [{"event_name": "booted", "timestamp": 1, "detail": ""}]}"""));
        reviewer = new People(server.database()).user().id();
        sql("UPDATE artefact SET archived = true WHERE name = '%s'", name("deb"));
        sql("""
                INSERT INTO artefact_reviewers_association (artefact_id, user_id)
                SELECT id, %d FROM artefact WHERE name = '%s'""", reviewer, name("deb"));
        sql("""
                INSERT INTO test_execution_rerun_request
                  (test_plan_id, artefact_build_id, environment_id, priority, created_at, updated_at)
                SELECT test_plan_id, artefact_build_id, environment_id, 0, now(), now()
                FROM test_execution WHERE id = %d""", executions.get("generic"));
        issue = Integer.parseInt(server.database().strings("""
                INSERT INTO issue (source, project, key, title, status, created_at, updated_at)
                VALUES ('GITHUB', 'acme', '%s', 'Hangs', 'OPEN', now(), now()) RETURNING id""".formatted(own)).getFirst());
        sql("""
                INSERT INTO issue_test_result_attachment (issue_id, test_result_id, created_at, updated_at)
                SELECT %d, id, now(), now() FROM test_result WHERE test_execution_id = %d AND status = 'FAILED'""", issue, executions.get("snap"));
    }

    private void start(String letter, StartBody body) {
        bodies.put(letter, body);
        executions.put(letter, body.start(client));
    }

    private void post(String letter, String... results) {
        ok(client.post(path(letter) + "/test-results", "[" + String.join(",", results) + "]"));
    }

    void sql(String sql, Object... values) {
        server.database().execute(sql.formatted(values));
    }

    String path(String letter) {
        return "/v1/test-executions/" + executions.get(letter);
    }

    String name(String letter) {
        return bodies.get(letter).text("name");
    }

    /** All four artefacts. */
    String mine() {
        return bodies.keySet().stream()
                .map(letter -> "artefacts=" + name(letter))
                .distinct()
                .collect(Collectors.joining("&"));
    }

    /**
     * Fills in a criterion in which {@code {snap.name}} stands for a field of a started test, and {@code {snap}} for
     * its execution.
     */
    String fill(String criterion) {
        String filled = criterion.replace("{reviewer}", "" + reviewer).replace("{issue}", "" + issue);
        for (Map.Entry<String, StartBody> entry : bodies.entrySet()) {
            for (String field : entry.getValue().fields().keySet()) {
                filled = filled.replace(
                        "{" + entry.getKey() + "." + field + "}",
                        entry.getValue().text(field));
            }
            filled = filled.replace("{" + entry.getKey() + "}", "" + executions.get(entry.getKey()));
        }
        return filled;
    }

    TestResponse executions(String criteria) {
        return ok(client.get("/v1/test-executions?" + mine() + "&" + fill(criteria)));
    }

    TestResponse results(String criteria) {
        return ok(client.get("/v1/test-results?" + mine() + "&" + fill(criteria)));
    }

    /** The results that {@code /v2/test-results} lists, in order, such as {@code snap/a}: all pages of at most two. */
    List<String> listed(String criteria) {
        List<String> cases = new ArrayList<>();
        String path = "/v2/test-results?limit=2&" + mine() + "&" + fill(criteria);
        while (!path.isEmpty()) {
            TestResponse page = ok(client.get(path));
            assertThat(page.at("items").size()).isLessThanOrEqualTo(2);
            page.at("items")
                    .values()
                    .forEach(item -> cases.add(
                            letter(item.get("test_execution").get("id").getIntValue())
                                    + item.get("name").getStringValue().replace(name("snap"), "")));
            String link = page.header("Link");
            assertThat(link.isEmpty()).isEqualTo(page.at("after").isNull());
            path = link.replace("<" + server.uri(), "").replace(">; rel=\"next\"", "");
        }
        return cases;
    }

    /** The letters of the executions found, in order. */
    List<String> letters(TestResponse found) {
        return StreamSupport.stream(found.at("test_executions").values().spliterator(), false)
                .map(item -> letter(item.get("id").getIntValue()))
                .toList();
    }

    /** The results that were found, such as {@code snap/a}, in order. */
    List<String> cases(TestResponse found) {
        return StreamSupport.stream(found.at("test_results").values().spliterator(), false)
                .map(item -> letter(item.get("test_execution").get("id").getIntValue())
                        + item.get("test_result").get("name").getStringValue().replace(name("snap"), ""))
                .toList();
    }

    private String letter(int id) {
        return executions.entrySet().stream()
                .filter(e -> e.getValue() == id)
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    static String pair(String category, String value) {
        return Arrays.stream(new String[] {category, value})
                .map(part -> Base64.getEncoder().encodeToString(part.getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining(":"))
                .replace("+", "%2B")
                .replace("=", "%3D");
    }

    static TestResponse ok(TestResponse response) {
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return response;
    }
}
