package dev.assay.team;

import static dev.assay.access.Permission.CHANGE_ARTEFACT;
import static dev.assay.access.Permission.CHANGE_TEAM;
import static dev.assay.access.Permission.VIEW_TEAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.People;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract matching-rules.md sections 1 and 2. */
class RulesTest {
    private static final TestServer SERVER = TestServer.shared();
    private static final People PEOPLE = new People(SERVER.database());
    private static final TestClient CLIENT = SERVER.as(VIEW_TEAM, CHANGE_TEAM);
    private static final String RULES = "/v1/artefact-matching-rules";
    private static final AtomicInteger MADE = new AtomicInteger();

    /** AMR-1, AMR-3, AMR-7, AMR-8 */
    @ParameterizedTest
    @ValueSource(strings = {"snap", "deb", "charm", "image", "solution", "oci", "generic"})
    void aRuleIsMadeAndShownWithItsTeams(String family) {
        String name = unique();
        int team = PEOPLE.team();
        TestResponse answer = CLIENT.post(RULES, """
                {"family": "%s", "name": "%s", "stage": "no such stage", "release": "24", "team_ids": [%3$d, %3$d],
                 "grant_permissions": ["change_artefact", "view_test"]}""".formatted(family, name, team));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo("""
                {"id":%d,"name":"%s","family":"%s","stage":"no such stage","track":null,"branch":null,"store":null,\
                "series":null,"os":null,"release":"24","owner":null,"teams":[{"id":%d,"name":"%s"}],\
                "grant_permissions":["change_artefact","view_test"]}""".formatted(answer.number("id"), name, family, team, nameOf(team)));
        assertThat(CLIENT.get(RULES + "/" + answer.number("id")).body()).isEqualTo(answer.body());
    }

    /** AMR-8 */
    @Test
    void mistakesAreReportedInOrder() {
        String name = unique();
        int team = PEOPLE.team();
        int rule = create(name, team);
        String body = "{\"family\": \"snap\", \"name\": \"" + name + "\", \"team_ids\": ";

        assertThat(CLIENT.post(RULES, "{\"family\": \"snap\"}").text("detail", 0, "type"))
                .isEqualTo("missing");
        assertThat(CLIENT.post(RULES, body + "7}").text("detail", 0, "type")).isEqualTo("list_type");
        assertSays(CLIENT.post(RULES, body + "[]}"), 400, "At least one team is required to create a matching rule");
        assertSays(CLIENT.post(RULES, body + "[" + team + ", -3, 0]}"), 404, "Team -3 doesn't exist");
        assertSays(CLIENT.post(RULES, body + "[2147483648]}"), 404, "Team 2147483648 doesn't exist");
        assertSays(
                CLIENT.post(RULES, body + "[" + PEOPLE.team() + "], \"grant_permissions\": [\"change_rerun\"]}"),
                409,
                "Artefact matching rule with these values already exists");
        assertThat(CLIENT.get(RULES + "/" + rule).list("grant_permissions")).isEmpty();
    }

    /** AMR-2, AMR-5 */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"team_ids\": [1]|missing",
                "\"family\": \"rpm\", \"team_ids\": [1]|enum",
                "\"family\": \"snap\", \"team_ids\": [1], \"os\": null|string_type",
                "\"family\": \"snap\", \"team_ids\": [1], \"grant_permissions\": [\"all\"]|enum",
                "\"family\": \"snap\", \"team_ids\": [1], \"grant_permissions\": [\"view_audit\"]|enum",
                "\"family\": \"snap\", \"team_ids\": [\"x\"]|int_parsing"
            })
    void invalidBodiesAreRefused(String fields, String type) {
        TestResponse answer = CLIENT.post(RULES, "{" + fields + "}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("detail", 0, "type")).isEqualTo(type);
    }

    /** AMR-5 */
    @ParameterizedTest
    @CsvSource({"name, 200", "stage, 100", "track, 200", "branch, 200", "owner, 200"})
    void longTextsAreRefused(String field, int longest) {
        int rule = create(unique(), PEOPLE.team());
        String long201 = "x".repeat(longest + 1);

        for (TestResponse answer : List.of(
                CLIENT.post(
                        RULES, "{\"family\": \"snap\", \"team_ids\": [1], \"%s\": \"%s\"}".formatted(field, long201)),
                CLIENT.patch(RULES + "/" + rule, "{\"%s\": \"%s\"}".formatted(field, long201)))) {
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.text("detail", 0, "type")).isEqualTo("string_too_long");
        }
    }

    /** AMR-9: unlike a team's list of rules, a patch can remove grants */
    @Test
    void aPatchReplacesGivenValuesAndKeepsTheRest() {
        String name = unique();
        int one = PEOPLE.team();
        int two = PEOPLE.team();
        String path = RULES + "/" + create(name, one);

        TestResponse answer = CLIENT.patch(
                path,
                "{\"stage\": \"beta\", \"family\": \"charm\", \"grant_permissions\": [\"change_rerun\"], \"team_ids\": [%1$d, %2$d, %1$d]}"
                        .formatted(two, one));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("stage")).isEqualTo("beta");
        assertThat(answer.text("family")).isEqualTo("charm");
        assertThat(answer.text("name")).isEqualTo(name);
        assertThat(teams(answer)).containsExactly(one, two);
        assertThat(answer.list("grant_permissions")).containsExactly("change_rerun");
        assertThat(CLIENT.patch(path, "{\"teams\": []}").body()).isEqualTo(answer.body());
        assertThat(CLIENT.patch(path, "{\"name\": null, \"team_ids\": null, \"grant_permissions\": null}")
                        .body())
                .isEqualTo(answer.body());

        answer = CLIENT.patch(path, "{\"stage\": \"\", \"grant_permissions\": [], \"team_ids\": [" + two + "]}");
        assertThat(answer.at("stage").isNull()).isTrue();
        assertThat(teams(answer)).containsExactly(two);
        assertThat(answer.list("grant_permissions")).isEmpty();
    }

    /** CONV-29 */
    @Test
    void aPatchWithoutChangesKeepsTheTime() {
        String name = unique();
        int team = PEOPLE.team();
        int rule = create(name, team);
        String query = "SELECT r.updated_at || ' ' || x.xmin FROM artefact_matching_rule r "
                + "JOIN artefact_matching_rule_team_association x ON x.artefact_matching_rule_id = r.id WHERE r.id = "
                + rule;
        List<String> before = SERVER.database().strings(query);

        CLIENT.patch(
                RULES + "/" + rule,
                "{\"name\": \"%s\", \"family\": \"snap\", \"grant_permissions\": [], \"team_ids\": [%d]}"
                        .formatted(name, team));

        assertThat(SERVER.database().strings(query)).isEqualTo(before);
    }

    /** AMR-10, AMR-4 */
    @Test
    void changesThatCannotBeAreRefusedInTheirOrder() {
        String name = unique();
        int team = PEOPLE.team();
        create(name, team);
        int rule = create(name + "-2", team);
        String path = RULES + "/" + rule;
        String before = CLIENT.get(path).body();

        assertSays(CLIENT.patch(RULES + "/0", "{\"team_ids\": [0]}"), 404, "Artefact matching rule 0 doesn't exist");
        assertSays(CLIENT.patch(path, "{\"team_ids\": [0], \"name\": \"" + name + "\"}"), 404, "Team 0 doesn't exist");
        assertSays(
                CLIENT.patch(path, "{\"team_ids\": [], \"name\": \"" + name + "\"}"),
                400,
                "At least one team is required for a matching rule");
        assertSays(
                CLIENT.patch(
                        path,
                        "{\"name\": \"" + name + "\", \"grant_permissions\": [\"change_rerun\"], \"team_ids\": ["
                                + PEOPLE.team() + "]}"),
                409,
                "Another artefact matching rule with these values already exists");
        assertThat(CLIENT.get(path).body()).isEqualTo(before);
        assertThat(CLIENT.patch(path, "{\"name\": \"" + name + "-2\"}").status())
                .isEqualTo(200);
    }

    /** AMR-11 */
    @Test
    void aDeletedRuleLeavesItsTeams() {
        int team = PEOPLE.team();
        int rule = create(unique(), team);

        TestResponse answer = CLIENT.delete(RULES + "/" + rule);
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        String gone = "Artefact matching rule " + rule + " doesn't exist";
        assertSays(CLIENT.delete(RULES + "/" + rule), 404, gone);
        assertSays(CLIENT.get(RULES + "/" + rule), 404, gone);
        assertSays(CLIENT.patch(RULES + "/" + rule, "{}"), 404, gone);
        assertThat(CLIENT.get("/v1/teams/" + team).at("artefact_matching_rules").size())
                .isZero();
    }

    /** AMR-6, M3: sorted by id, for any number of rules */
    @Test
    void theListIsWholeAndById() {
        int team = PEOPLE.team();
        SERVER.database().execute("""
                WITH r AS (
                  INSERT INTO artefact_matching_rule (family, name, created_at, updated_at)
                  SELECT 'solution', 'listed-' || n, now(), now() FROM generate_series(1, 1100) n RETURNING id)
                INSERT INTO artefact_matching_rule_team_association SELECT id, %d FROM r""".formatted(team));
        int generic = PEOPLE.rule(team, "generic", Map.of("name", "listed"), CHANGE_ARTEFACT);

        TestResponse all = CLIENT.get(RULES);
        TestResponse solutions = CLIENT.get(RULES + "?family=solution");

        assertThat(ids(all)).isSorted().contains(generic);
        assertThat(ids(solutions)).isSorted().hasSizeGreaterThanOrEqualTo(1100).doesNotContain(generic);
        assertThat(ids(all)).containsAll(ids(solutions));
        assertThat(IntStream.range(0, solutions.json().size()).mapToObj(i -> solutions.text(i, "family")))
                .containsOnly("solution");
        assertThat(CLIENT.get(RULES + "?family=").status()).isEqualTo(422);
        assertThat(CLIENT.get(RULES + "?family=rpm").status()).isEqualTo(422);
    }

    /** AUTH-18, CONV-35 */
    @Test
    void permissionsComeFirst() {
        TestClient viewer = SERVER.as(VIEW_TEAM);
        TestClient changer = SERVER.as(CHANGE_TEAM);

        assertThat(changer.get(RULES + "?family=rpm").status()).isEqualTo(403);
        assertThat(changer.get(RULES + "/x").status()).isEqualTo(403);
        assertThat(viewer.post(RULES, "{}").status()).isEqualTo(403);
        assertThat(viewer.patch(RULES + "/x", "{}").status()).isEqualTo(403);
        assertThat(viewer.delete(RULES + "/x").status()).isEqualTo(403);
        assertThat(changer.delete(RULES + "/x").status()).isEqualTo(422);
    }

    private static String unique() {
        return "rules-test-" + MADE.incrementAndGet();
    }

    private static int create(String name, int team) {
        TestResponse answer = CLIENT.post(
                RULES, "{\"family\": \"snap\", \"name\": \"%s\", \"team_ids\": [%d]}".formatted(name, team));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.number("id");
    }

    private static void assertSays(TestResponse answer, int status, String detail) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.text("detail")).isEqualTo(detail);
    }

    private static List<Integer> ids(TestResponse list) {
        return IntStream.range(0, list.json().size())
                .mapToObj(i -> list.number(i, "id"))
                .toList();
    }

    private static List<Integer> teams(TestResponse rule) {
        return IntStream.range(0, rule.at("teams").size())
                .mapToObj(i -> rule.number("teams", i, "id"))
                .toList();
    }

    private static String nameOf(int team) {
        return SERVER.database()
                .strings("SELECT name FROM team WHERE id = " + team)
                .getFirst();
    }
}
