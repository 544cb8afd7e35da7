package dev.assay.web;

import static dev.assay.access.Permission.CHANGE_TEAM;
import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.CHANGE_TEST_CASE_REPORTED_ISSUE;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.platform.IndexedText;
import dev.assay.testing.LongText;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Indexed texts are stored at their longest, in all columns of the index at once; one byte more is refused and the field is named. */
class LongTextTest {
    private static final List<String> FAMILIES = StartBody.FAMILIES;
    private static final Map<String, Integer> START = new TreeMap<>(Map.of(
            "version", IndexedText.VERSION,
            "track", IndexedText.TRACK,
            "branch", IndexedText.BRANCH,
            "series", IndexedText.SERIES,
            "repo", IndexedText.REPO,
            "source", IndexedText.SOURCE));
    private static final List<String> OF_200 =
            List.of("name", "environment", "test_plan", "sha256", "os", "release", "owner");
    private static final List<String> CRITERIA =
            List.of("stage", "track", "branch", "store", "series", "os", "release", "owner");

    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_TEST, CHANGE_TEAM, CHANGE_TEST_CASE_REPORTED_ISSUE);

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void anArtefactTakesTheLongestOfEverything(String family) {
        StartBody longest = longest(StartBody.of(family));

        int id = longest.start(client);

        assertThat(client.get("/v1/test-executions/" + id).text("test_plan")).isEqualTo(longest.text("test_plan"));
        assertThat(longest.start(client)).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"snap", "charm", "solution", "generic"})
    void aLongerVersionIsRefused(String family) {
        assertRefused(
                StartBody.of(family)
                        .with("version", LongText.of(IndexedText.VERSION + 1))
                        .send(client),
                IndexedText.VERSION,
                "body",
                family,
                "version");
    }

    @ParameterizedTest
    @ValueSource(strings = {"snap track", "snap branch", "deb series", "deb repo", "charm branch", "solution source"})
    void otherFieldsToo(String what) {
        String family = what.split(" ")[0];
        String field = what.split(" ")[1];
        int most = START.get(field);

        assertRefused(
                StartBody.of(family).with(field, LongText.of(most + 1)).send(client), most, "body", family, field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "category", "template_id"})
    void aCaseIsRefusedWithItsPlace(String field) {
        int id = StartBody.of("generic").start(client);
        String path = "/v1/test-executions/" + id + "/test-results";
        StartBody first = new StartBody(Map.of()).with("name", LongText.of(100)).with("status", "PASSED");
        StartBody fits = first.with(field, LongText.of(IndexedText.ALONE));
        StartBody tooLong = first.with(field, LongText.of(IndexedText.ALONE + 1));

        assertThat(client.post(path, "[" + fits.json() + "]").status()).isEqualTo(200);
        assertRefused(
                client.post(path, "[" + first.json() + "," + tooLong.json() + "]"),
                IndexedText.ALONE,
                "body",
                1,
                field);
        assertThat(client.get(path).json().size()).isEqualTo(1);
    }

    @Test
    void theEndOfATestToo() {
        StartBody started = StartBody.of("generic").linked();
        started.start(client);
        for (String field : List.of("name", "category", "template_id")) {
            StartBody result = new StartBody(Map.of())
                    .with("name", LongText.of(IndexedText.ALONE))
                    .with("status", "pass")
                    .with("category", LongText.of(IndexedText.ALONE))
                    .with("template_id", LongText.of(IndexedText.ALONE))
                    .with("comment", "")
                    .with("io_log", "");
            assertThat(end(started, result).status()).isEqualTo(200);
            assertRefused(
                    end(started, result.with(field, LongText.of(IndexedText.ALONE + 1))),
                    IndexedText.ALONE,
                    "body",
                    "test_results",
                    0,
                    field);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"template_id", "case_name"})
    void aNoteAboutACase(String field) {
        StartBody note = new StartBody(Map.of())
                .with("description", "d")
                .with("url", "https://github.com/acme/web/issues/1")
                .with(field, LongText.of(IndexedText.ALONE));
        String path = "/v1/test-cases/reported-issues";

        assertThat(client.post(path, note.json()).status()).isEqualTo(200);
        assertRefused(
                client.post(
                        path,
                        note.with(field, LongText.of(IndexedText.ALONE + 1)).json()),
                IndexedText.ALONE,
                "body",
                field);
    }

    @Test
    void aMatchingRuleTakesTheLongestOfEverything() {
        int team = client.post("/v1/teams", "{\"name\":\"" + LongText.of(800) + "\"}")
                .number("id");
        StartBody rule = new StartBody(Map.of())
                .with("family", "snap")
                .with("team_ids", List.of(team))
                .with("name", LongText.of(800));
        for (String criterion : CRITERIA) {
            rule = rule.with(criterion, LongText.of(IndexedText.CRITERION));
        }

        assertThat(client.post("/v1/artefact-matching-rules", rule.json()).status())
                .isEqualTo(201);
        for (String criterion : CRITERIA) {
            assertRefused(
                    client.post(
                            "/v1/artefact-matching-rules",
                            rule.with(criterion, LongText.of(IndexedText.CRITERION + 1))
                                    .json()),
                    IndexedText.CRITERION,
                    "body",
                    criterion);
        }
    }

    /**
     * Values that another program wrote may leave too little room in the index. Then the database refuses the row, and this is not
     * a failure of ours.
     */
    @Test
    void whatTheDatabaseFindsTooLongIsTheCallersToChange() {
        int id = Integer.parseInt(server.database()
                .strings("""
                INSERT INTO artefact_matching_rule (family, track, branch, store, created_at, updated_at)
                VALUES ('snap', '%s', '%s', '%s', now(), now()) RETURNING id
                """.formatted(LongText.of(800), LongText.of(800), LongText.of(800)))
                .getFirst());

        TestResponse answer =
                client.patch("/v1/artefact-matching-rules/" + id, "{\"name\":\"" + LongText.of(800) + "\"}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("detail")).contains("A value cannot be stored: ", "exceeds btree");
    }

    private TestResponse end(StartBody started, StartBody result) {
        return client.put(
                "/v1/test-executions/end-test",
                "{\"ci_link\":\"%s\",\"test_results\":[%s]}".formatted(started.text("ci_link"), result.json()));
    }

    private static StartBody longest(StartBody start) {
        StartBody longest = start.with("arch", LongText.of(400)).with("ci_link", "https://x.y/" + LongText.of(752));
        if (start.text("family").equals("snap") || start.text("family").equals("charm")) {
            longest = longest.with("branch", LongText.of(IndexedText.BRANCH));
        }
        if (start.text("family").equals("deb")) {
            longest = longest.without("execution_stage").with("source", LongText.of(IndexedText.SOURCE));
        }
        for (String field : longest.fields().keySet()) {
            if (START.containsKey(field)) {
                longest = longest.with(field, LongText.of(START.get(field)));
            } else if (OF_200.contains(field)) {
                longest = longest.with(field, LongText.of(800));
            }
        }
        return longest;
    }

    private static void assertRefused(TestResponse answer, int most, Object... loc) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.at("detail").size()).isEqualTo(1);
        assertThat(answer.text("detail", 0, "type")).isEqualTo("bytes_too_long");
        assertThat(answer.text("detail", 0, "msg")).isEqualTo("String should have at most " + most + " bytes in UTF-8");
        assertThat(answer.number("detail", 0, "ctx", "max_length")).isEqualTo(most);
        assertThat(answer.list("detail", 0, "loc"))
                .isEqualTo(Arrays.stream(loc).map(String::valueOf).toList());
    }
}
