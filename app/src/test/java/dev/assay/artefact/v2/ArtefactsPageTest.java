package dev.assay.artefact.v2;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_ARTEFACT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Artefacts on v2. */
class ArtefactsPageTest {
    private static final List<String> FAMILIES = StartBody.FAMILIES;

    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_ARTEFACT);

    private int artefact(StartBody body) {
        int execution = body.start(client);
        return Integer.parseInt(
                server.database().strings("""
                        SELECT b.artefact_id FROM test_execution e JOIN artefact_build b ON b.id = e.artefact_build_id
                        WHERE e.id = %d""".formatted(execution)).getFirst());
    }

    private TestResponse get(String path) {
        TestResponse answer = client.get(path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private static List<Integer> ids(TestResponse page) {
        List<Integer> ids = new ArrayList<>();
        page.at("items").values().forEach(item -> ids.add(item.get("id").getIntValue()));
        return ids;
    }

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void anArtefactHasWhatItsFamilyHas(String family) {
        StartBody body = StartBody.of(family);
        TestResponse artefact = get("/v2/artefacts/" + artefact(body));
        assertThat(artefact.text("family")).isEqualTo(family);
        for (String field : List.of("track", "store", "series", "repo", "source", "os", "owner", "sha256", "digest")) {
            JsonNode given = body.fields().get(field);
            assertThat(artefact.at(field)).as(field).isEqualTo(given == null ? JsonNode.nullNode() : given);
        }
        assertThat(artefact.text("version")).isEqualTo(body.text("version"));
        assertThat(artefact.text("status")).isEqualTo("UNDECIDED");
        assertThat(artefact.text("created_at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
        assertThat(artefact.at("archived").getBooleanValue()).isFalse();
        assertThat(artefact.number("review_count")).isEqualTo(1);
        assertThat(artefact.number("decided_review_count")).isZero();
    }

    @Test
    void reviewersAndBundledBuildsComeWithIt() {
        int solution = artefact(StartBody.of("solution"));
        int bundled = artefact(StartBody.of("snap"));
        server.database().execute("""
                WITH person AS (
                  INSERT INTO app_user (email, name, is_admin, created_at, updated_at)
                  VALUES ('v2-%1$d@example.com', 'Ada', false, now(), now()) RETURNING id
                )
                INSERT INTO artefact_reviewers_association (artefact_id, user_id) SELECT %1$d, id FROM person;
                INSERT INTO artefact_bundled_builds_association (artefact_id, artefact_build_id)
                SELECT %1$d, id FROM artefact_build WHERE artefact_id = %2$d;
                UPDATE artefact SET archived = true, due_date = '2026-02-01' WHERE id = %1$d
                """.formatted(solution, bundled));
        TestResponse artefact = get("/v2/artefacts/" + solution);
        assertThat(artefact.text("reviewers", 0, "email")).isEqualTo("v2-" + solution + "@example.com");
        assertThat(artefact.at("reviewers", 0, "launchpad_handle").isNull()).isTrue();
        assertThat(artefact.number("bundled_builds", 0, "revision")).isEqualTo(7);
        assertThat(artefact.text("due_date")).isEqualTo("2026-02-01");
        assertThat(artefact.at("archived").getBooleanValue()).isTrue();
    }

    @Test
    void linksLeadThroughAllNewestFirst() {
        StartBody body = StartBody.of("charm");
        List<Integer> made = IntStream.range(0, 5)
                .mapToObj(i -> artefact(body.with("version", "v" + i)))
                .toList();
        List<Integer> seen = new ArrayList<>();
        String path = "/v2/artefacts?name=" + body.text("name") + "&limit=2";
        while (!path.isEmpty()) {
            TestResponse page = get(path);
            seen.addAll(ids(page));
            String link = page.header("Link");
            assertThat(link.isEmpty()).isEqualTo(page.at("after").isNull());
            path = link.replace("<" + server.uri(), "").replace(">; rel=\"next\"", "");
        }
        assertThat(seen).containsExactlyElementsOf(made.reversed());
    }

    @ParameterizedTest
    @CsvSource({
        "family=charm,            0 1 2",
        "family=snap,             ''",
        "stage=edge,              1",
        "stage=stable,            ''",
        "status=APPROVED,         2",
        "status=UNDECIDED,        0 1",
        "stage=beta&family=charm, 0 2",
        "stage=beta&status=APPROVED&family=charm, 2",
    })
    void everyFilterCounts(String filter, String expected) {
        StartBody body = StartBody.of("charm");
        List<Integer> made = List.of(
                artefact(body),
                artefact(body.with("version", "e").with("execution_stage", "edge")),
                artefact(body.with("version", "a")));
        server.database().execute("UPDATE artefact SET status = 'APPROVED' WHERE id = " + made.getLast());
        artefact(StartBody.of("charm"));

        List<Integer> found = ids(get("/v2/artefacts?name=" + body.text("name") + "&" + filter));

        assertThat(found.reversed().stream()
                        .map(made::indexOf)
                        .map(String::valueOf)
                        .toList())
                .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" ")));
    }

    @Test
    void withoutFiltersTheNewestComesFirst() {
        int newest = artefact(StartBody.of("generic"));
        TestResponse page = get("/v2/artefacts?limit=1");
        assertThat(ids(page)).containsExactly(newest);
        assertThat(page.text("after")).isEqualTo("" + newest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2147483647", "99999999999"})
    void anUnknownArtefactIsNotFound(String id) {
        TestResponse answer = client.get("/v2/artefacts/" + id);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.text("detail")).contains(id);
        assertThat(answer.text("hint")).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"family=other", "stage=gold", "status=done", "after=-1", "after=x", "limit=0", "limit=501"})
    void badCriteriaAreRefused(String query) {
        TestResponse answer = client.get("/v2/artefacts?" + query);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.text("errors", 0, "at", 1)).isEqualTo(query.split("=")[0]);
    }

    @Test
    void bothOperationsNeedThePermission() {
        TestClient nobody = server.as(CHANGE_TEST);
        assertThat(nobody.get("/v2/artefacts").status()).isEqualTo(403);
        assertThat(nobody.get("/v2/artefacts/1").status()).isEqualTo(403);
    }

    @Test
    void v1ShowsNoDigest() {
        int oci = artefact(StartBody.of("oci"));
        assertThat(client.get("/v1/artefacts/" + oci).json().get("digest")).isNull();
    }
}
