package dev.assay.team;

import static dev.assay.access.Permission.CHANGE_ARTEFACT;
import static dev.assay.access.Permission.CHANGE_RERUN;
import static dev.assay.access.Permission.CHANGE_TEAM;
import static dev.assay.access.Permission.VIEW_TEAM;
import static dev.assay.access.Permission.VIEW_TEST;
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

/** Contract auth.md section 6, and matching-rules.md section 3. */
class TeamsTest {
    private static final TestServer SERVER = TestServer.shared();
    private static final People PEOPLE = new People(SERVER.database());
    private static final TestClient CLIENT = SERVER.as(VIEW_TEAM, CHANGE_TEAM);
    private static final AtomicInteger MADE = new AtomicInteger();

    /** TEAM-2, AMR-3: empty texts of rules are null in responses */
    @Test
    void aTeamIsMadeWithPermissionsAndRules() {
        String name = unique();
        TestResponse answer = CLIENT.post("/v1/teams", """
                {"name": "%1$s", "permissions": ["view_test", "view_test"], "artefact_matching_rules": [
                  {"family": "snap", "name": "%1$s", "stage": "beta", "track": "24", "grant_permissions": ["change_artefact"]},
                  {"family": "generic", "name": "%1$s", "owner": "o"}]}""".formatted(name));

        assertThat(answer.status()).isEqualTo(201);
        int first = answer.number("artefact_matching_rules", 0, "id");
        int second = answer.number("artefact_matching_rules", 1, "id");
        assertThat(answer.body()).isEqualTo("""
                {"id":%1$d,"name":"%2$s","permissions":["view_test","view_test"],"members":[],\
                "artefact_matching_rules":[{"id":%3$d,"name":"%2$s","family":"snap","stage":"beta","track":"24",\
                "branch":null,"store":null,"series":null,"os":null,"release":null,"owner":null,\
                "grant_permissions":["change_artefact"]},{"id":%4$d,"name":"%2$s","family":"generic","stage":null,\
                "track":null,"branch":null,"store":null,"series":null,"os":null,"release":null,"owner":"o",\
                "grant_permissions":[]}]}""".formatted(answer.number("id"), name, first, second));
        assertThat(CLIENT.get("/v1/teams/" + answer.number("id")).body()).isEqualTo(answer.body());
    }

    /** TEAM-2, AUTH-20 */
    @Test
    void aNameIsEnoughAndMayBeEmpty() {
        TestResponse answer = CLIENT.post("/v1/teams", "{\"name\": \"\"}");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.list("permissions")).isEmpty();
        assertThat(answer.at("artefact_matching_rules").size()).isZero();
    }

    /** TEAM-3 */
    @Test
    void aNameIsOfOneTeamOnly() {
        String name = unique();
        create(name, "[]");
        TestResponse again = CLIENT.post(
                "/v1/teams",
                "{\"name\": \"%1$s\", \"artefact_matching_rules\": [{\"family\": \"deb\", \"name\": \"%1$s\"}]}"
                        .formatted(name));

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text("detail")).isEqualTo("Team with name '" + name + "' already exists");
        assertThat(rulesNamed(name)).isEmpty();
    }

    /** TEAM-2, AMR-2, AMR-5 */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|missing|name",
                "{\"name\": null}|string_type|name",
                "{\"name\": \"x\", \"permissions\": [\"view_everything\"]}|enum|0",
                "{\"name\": \"x\", \"permissions\": [\"VIEW_TEST\"]}|enum|0",
                "{\"name\": \"x\", \"permissions\": [\"view_audit\"]}|enum|0",
                "{\"name\": \"x\", \"permissions\": null}|list_type|permissions",
                "{\"name\": \"x\", \"artefact_matching_rules\": [{}]}|missing|family",
                "{\"name\": \"x\", \"artefact_matching_rules\": [{\"family\": \"rpm\"}]}|enum|family",
                "{\"name\": \"x\", \"artefact_matching_rules\": [{\"family\": \"snap\", \"track\": null}]}|string_type|track",
                "{\"name\": \"x\", \"artefact_matching_rules\": [{\"family\": \"snap\", \"grant_permissions\": [\"x\"]}]}"
                        + "|enum|0"
            })
    void invalidBodiesAreRefused(String body, String type, String last) {
        TestResponse answer = CLIENT.post("/v1/teams", body);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("detail", 0, "type")).isEqualTo(type);
        assertThat(answer.list("detail", 0, "loc").getLast()).isEqualTo(last);
    }

    /** AMR-1, AMR-5; LongTextTest has texts that are short enough in characters, but too long in bytes for an index. */
    @ParameterizedTest
    @CsvSource({
        "name, 200",
        "stage, 100",
        "track, 200",
        "branch, 200",
        "store, 200",
        "series, 200",
        "os, 200",
        "release, 200",
        "owner, 200"
    })
    void longTextsAreRefused(String field, int longest) {
        int team = create(unique(), "[]");
        String body = "{\"artefact_matching_rules\": [{\"family\": \"image\", \"%s\": \"%s\"}]}";

        TestResponse tooLong = CLIENT.patch("/v1/teams/" + team, body.formatted(field, "é".repeat(longest + 1)));
        assertThat(tooLong.status()).isEqualTo(422);
        assertThat(tooLong.text("detail", 0, "type")).isEqualTo("string_too_long");
        TestResponse fits = CLIENT.patch("/v1/teams/" + team, body.formatted(field, "e".repeat(longest)));
        assertThat(fits.status()).isEqualTo(200);
        CLIENT.patch("/v1/teams/" + team, "{\"artefact_matching_rules\": []}");
    }

    /** TEAM-4 */
    @Test
    void aPatchReplacesGivenValuesAndKeepsTheRest() {
        String name = unique();
        int team = create(name, "[{\"family\": \"snap\", \"name\": \"" + name + "\"}]");
        String path = "/v1/teams/" + team;

        TestResponse answer = CLIENT.patch(path, "{\"permissions\": [\"view_test\", \"view_user\", \"view_test\"]}");
        assertThat(answer.list("permissions")).containsExactly("view_test", "view_user", "view_test");
        assertThat(answer.at("artefact_matching_rules").size()).isEqualTo(1);
        answer = CLIENT.patch(path, "{\"name\": \"other\", \"permissions\": null, \"artefact_matching_rules\": null}");
        assertThat(answer.text("name")).isEqualTo(name);
        assertThat(answer.list("permissions")).hasSize(3);
        assertThat(answer.at("artefact_matching_rules").size()).isEqualTo(1);
        answer = CLIENT.patch(path, "{\"permissions\": [], \"artefact_matching_rules\": []}");
        assertThat(answer.list("permissions")).isEmpty();
        assertThat(answer.at("artefact_matching_rules").size()).isZero();
        assertThat(rulesNamed(name)).isEmpty();
    }

    /** CONV-29 */
    @Test
    void aPatchWithoutChangesKeepsTheTime() {
        String name = unique();
        String body = "{\"permissions\": [\"view_test\"], \"artefact_matching_rules\": "
                + "[{\"family\": \"snap\", \"name\": \"" + name + "\", \"grant_permissions\": [\"change_rerun\"]}]}";
        int team = create(name, "[]");
        CLIENT.patch("/v1/teams/" + team, body);
        List<List<String>> before = touched(team);

        CLIENT.patch("/v1/teams/" + team, body);

        assertThat(touched(team)).isEqualTo(before);
    }

    /** AMR-15: of rules with the same values, the first is used, with its grants */
    @Test
    void theFirstOfEqualEntriesCounts() {
        String name = unique();
        int team = create(name, """
                [{"family": "snap", "name": "%1$s", "grant_permissions": ["change_rerun"]},
                 {"family": "snap", "name": "%1$s", "grant_permissions": ["change_artefact"]},
                 {"family": "snap", "name": "%1$s", "stage": "", "grant_permissions": []}]""".formatted(name));

        TestResponse answer = CLIENT.get("/v1/teams/" + team);
        assertThat(answer.at("artefact_matching_rules").size()).isEqualTo(1);
        assertThat(answer.list("artefact_matching_rules", 0, "grant_permissions"))
                .containsExactly("change_rerun");
    }

    /** AMR-15, AMR-16: a rule is shared, and its grants only grow */
    @Test
    void teamsShareARuleWhoseGrantsGrow() {
        String name = unique();
        int one = create(name, rule(name, "\"change_rerun\", \"view_test\""));
        int two = create(unique(), rule(name, "\"change_artefact\", \"change_rerun\""));

        assertThat(rule(two, 0)).isEqualTo(rule(one, 0));
        assertThat(CLIENT.get("/v1/teams/" + one).list("artefact_matching_rules", 0, "grant_permissions"))
                .containsExactly("change_rerun", "view_test", "change_artefact");
        CLIENT.patch("/v1/teams/" + one, "{\"artefact_matching_rules\": " + rule(name, "") + "}");
        assertThat(CLIENT.get("/v1/teams/" + two).list("artefact_matching_rules", 0, "grant_permissions"))
                .containsExactly("change_rerun", "view_test", "change_artefact");
    }

    /** AMR-15, AMR-17: a rule lives as long as a team has it, and keeps its id when it is sent again */
    @Test
    void aRuleWithoutTeamsVanishes() {
        String name = unique();
        int one = create(unique(), rule(name, ""));
        int two = create(unique(), rule(name, ""));
        int id = rule(one, 0);

        CLIENT.patch("/v1/teams/" + one, "{\"artefact_matching_rules\": []}");
        assertThat(rulesNamed(name)).containsExactly(String.valueOf(id));
        CLIENT.patch("/v1/teams/" + two, "{\"artefact_matching_rules\": " + rule(name, "") + "}");
        assertThat(rule(two, 0)).isEqualTo(id);
        CLIENT.patch("/v1/teams/" + two, "{\"artefact_matching_rules\": " + rule(name + "-other", "") + "}");
        assertThat(rulesNamed(name)).isEmpty();
        assertThat(rulesNamed(name + "-other")).hasSize(1);
    }

    /** TEAM-6, TEAM-1 */
    @Test
    void membersComeAndGo() {
        int team = create(unique(), "[]");
        People.User user = PEOPLE.user();
        String path = "/v1/teams/" + team + "/members/" + user.id();

        for (int i = 0; i < 2; i++) {
            TestResponse answer = CLIENT.send("POST", path);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.at("members").size()).isEqualTo(1);
            assertThat(answer.body()).contains("""
                    "members":[{"id":%d,"launchpad_handle":"%s","email":"%s","name":"%s","is_admin":false}]""".formatted(user.id(), user.handle(), user.email(), user.name()));
        }
        for (int i = 0; i < 2; i++) {
            TestResponse answer = CLIENT.delete(path);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.at("members").size()).isZero();
        }
    }

    /** AUTH-11: a new member has the team's permissions at once */
    @Test
    void membershipActsOnTheNextRequest() {
        int team = create(unique(), "[]");
        People.User user = PEOPLE.user();
        TestClient member = SERVER.as(user);
        CLIENT.patch("/v1/teams/" + team, "{\"permissions\": [\"view_team\"]}");

        assertThat(member.get("/v1/teams/" + team).status()).isEqualTo(403);
        CLIENT.send("POST", "/v1/teams/" + team + "/members/" + user.id());
        assertThat(member.get("/v1/teams/" + team).status()).isEqualTo(200);
        CLIENT.patch("/v1/teams/" + team, "{\"permissions\": []}");
        assertThat(member.get("/v1/teams/" + team).status()).isEqualTo(403);
    }

    /** TEAM-1, CONV-19 */
    @ParameterizedTest
    @ValueSource(strings = {"0", "2147483648"})
    void unknownIsNotFound(String id) {
        int team = create(unique(), "[]");
        int user = PEOPLE.user().id();
        String unknown = "Team " + id + " doesn't exist";

        for (TestResponse answer : List.of(
                CLIENT.get("/v1/teams/" + id),
                CLIENT.patch("/v1/teams/" + id, "{}"),
                CLIENT.patch(
                        "/v1/teams/" + id,
                        "{\"permissions\": [], \"artefact_matching_rules\": " + rule("no", "") + "}"),
                CLIENT.send("POST", "/v1/teams/" + id + "/members/" + user),
                CLIENT.send("POST", "/v1/teams/" + id + "/members/0"),
                CLIENT.delete("/v1/teams/" + id + "/members/" + user))) {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.text("detail")).isEqualTo(unknown);
        }
        for (String method : List.of("POST", "DELETE")) {
            TestResponse answer = CLIENT.send(method, "/v1/teams/" + team + "/members/" + id);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.text("detail")).isEqualTo("User " + id + " doesn't exist");
        }
        assertThat(rulesNamed("no")).isEmpty();
    }

    /** A15: teams, their members and their rules are sorted by id, for any number of them */
    @Test
    void theListIsWholeAndById() {
        List<Integer> made =
                IntStream.range(0, 120).map(i -> PEOPLE.team(VIEW_TEST)).boxed().toList();
        PEOPLE.members(made.getFirst(), 3);
        PEOPLE.rule(made.getFirst(), "deb", Map.of("name", "listed-2"), CHANGE_RERUN);
        PEOPLE.rule(made.getFirst(), "deb", Map.of("name", "listed-1"), CHANGE_ARTEFACT);

        TestResponse list = CLIENT.get("/v1/teams");

        List<Integer> ids = IntStream.range(0, list.json().size())
                .mapToObj(i -> list.number(i, "id"))
                .toList();
        assertThat(ids).isSorted().containsAll(made);
        int at = ids.indexOf(made.getFirst());
        assertThat(list.number(at, "members", 0, "id")).isLessThan(list.number(at, "members", 1, "id"));
        assertThat(list.text(at, "artefact_matching_rules", 0, "name")).isEqualTo("listed-2");
        assertThat(list.header("Content-Type")).isEqualTo("application/json");
    }

    /** AUTH-18, TEAM-7 */
    @Test
    void permissionsComeFirst() {
        TestClient viewer = SERVER.as(VIEW_TEAM);
        TestClient changer = SERVER.as(CHANGE_TEAM);

        assertThat(changer.get("/v1/teams").status()).isEqualTo(403);
        assertThat(changer.get("/v1/teams/x").status()).isEqualTo(403);
        assertThat(viewer.get("/v1/teams/x").status()).isEqualTo(422);
        assertThat(viewer.post("/v1/teams", "{}").status()).isEqualTo(403);
        assertThat(viewer.patch("/v1/teams/x", "{}").status()).isEqualTo(403);
        assertThat(viewer.send("POST", "/v1/teams/x/members/x").status()).isEqualTo(403);
        assertThat(viewer.delete("/v1/teams/x/members/x").status()).isEqualTo(403);
        assertThat(changer.delete("/v1/teams/1").status()).isEqualTo(405);
        assertThat(changer.delete("/v1/teams/x/members/y").at("detail").size()).isEqualTo(2);
    }

    private static String unique() {
        return "teams-test-" + MADE.incrementAndGet();
    }

    private static String rule(String name, String grants) {
        return "[{\"family\": \"charm\", \"name\": \"%s\", \"grant_permissions\": [%s]}]".formatted(name, grants);
    }

    private static int rule(int team, int at) {
        return CLIENT.get("/v1/teams/" + team).number("artefact_matching_rules", at, "id");
    }

    private static int create(String name, String rules) {
        TestResponse answer =
                CLIENT.post("/v1/teams", "{\"name\": \"%s\", \"artefact_matching_rules\": %s}".formatted(name, rules));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.number("id");
    }

    private static List<String> rulesNamed(String name) {
        return SERVER.database().strings("SELECT id FROM artefact_matching_rule WHERE name = '" + name + "'");
    }

    private static List<List<String>> touched(int team) {
        return SERVER.database().rows("""
                SELECT t.updated_at, r.id, r.updated_at, x.xmin
                FROM team t JOIN artefact_matching_rule_team_association x ON x.team_id = t.id
                JOIN artefact_matching_rule r ON r.id = x.artefact_matching_rule_id WHERE t.id =\s""" + team);
    }
}
