package dev.assay.team;

import static dev.assay.access.Permission.CHANGE_TEAM;
import static dev.assay.access.Permission.VIEW_TEAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.People;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import dev.assay.testing.Together;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Teams share rules: concurrent changes neither fail nor leave something half done. */
class ConcurrentTeamsTest {
    private static final TestServer SERVER = TestServer.shared();
    private static final TestDatabase DATABASE = SERVER.database();
    private static final TestClient CLIENT = SERVER.as(VIEW_TEAM, CHANGE_TEAM);
    private static final People PEOPLE = new People(DATABASE);
    private static final String RULES = "/v1/artefact-matching-rules";

    /** AMR-4, AMR-15 to AMR-17 */
    @Test
    void teamsThatShareRulesAreChangedTogether() {
        List<Integer> teams =
                IntStream.range(0, 6).map(i -> PEOPLE.team()).boxed().toList();

        for (int round = 0; round < 8; round++) {
            int start = round;
            List<TestResponse> answers = Together.call(
                    teams.size(),
                    i -> CLIENT.patch(
                            "/v1/teams/" + teams.get(i), rules("crowd", 20, 30, new Random(100L * start + i))));

            assertThat(answers).allSatisfy(answer -> {
                assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                assertThat(answer.at("artefact_matching_rules").size()).isEqualTo(20);
            });
            assertNoOrphans("crowd");
        }

        Together.call(
                teams.size(), i -> CLIENT.patch("/v1/teams/" + teams.get(i), "{\"artefact_matching_rules\": []}"));
        assertThat(DATABASE.strings("SELECT 1 FROM artefact_matching_rule WHERE name LIKE 'crowd-%'"))
                .isEmpty();
    }

    /** AMR-8: of several callers that create the same rule, one succeeds */
    @Test
    void aRuleIsMadeOnce() {
        int team = PEOPLE.team();

        List<Integer> answers = Together.call(
                8,
                i -> CLIENT.post(RULES, "{\"family\": \"deb\", \"name\": \"once\", \"team_ids\": [" + team + "]}")
                        .status());

        assertThat(answers).containsOnlyOnce(201).containsOnly(201, 409);
    }

    /** AMR-10: changes rules, and teams with rules, concurrently */
    @Test
    void rulesAndTeamsAreChangedTogether() {
        List<Integer> teams =
                IntStream.range(0, 3).map(i -> PEOPLE.team()).boxed().toList();
        for (int round = 0; round < 8; round++) {
            TestResponse made = CLIENT.post(
                    RULES,
                    "{\"family\": \"snap\", \"name\": \"mixed-0\", \"team_ids\": [%d]}".formatted(teams.getFirst()));
            int rule = made.status() == 201
                    ? made.number("id")
                    : Integer.parseInt(DATABASE.strings("SELECT id FROM artefact_matching_rule WHERE name = 'mixed-0'")
                            .getFirst());
            int start = round;

            List<TestResponse> answers = Together.call(6, i -> switch (i) {
                case 0, 1, 2 ->
                    CLIENT.patch("/v1/teams/" + teams.get(i), rules("mixed", 4, 6, new Random(start * 9L + i)));
                case 3 -> CLIENT.patch(RULES + "/" + rule, "{\"name\": \"mixed-1\", \"team_ids\": " + teams + "}");
                case 4 -> CLIENT.patch(RULES + "/" + rule, "{\"name\": \"mixed-2\"}");
                default -> CLIENT.delete(RULES + "/" + rule);
            });

            assertThat(answers.subList(0, 3)).allMatch(answer -> answer.status() == 200);
            assertThat(answers.subList(3, 5))
                    .allSatisfy(answer ->
                            assertThat(answer.status()).as(answer.body()).isIn(200, 404, 409));
            assertThat(answers.getLast().status()).isIn(204, 404);
            assertNoOrphans("mixed");
        }
    }

    /** TEAM-3: of several callers that create a team with the same name, one succeeds, with its rules */
    @Test
    void aTeamIsMadeOnce() {
        List<TestResponse> answers = Together.call(
                6,
                i -> CLIENT.post(
                        "/v1/teams",
                        "{\"name\": \"crowded\", "
                                + rules("crowded-" + i, 3, 3, new Random(i)).substring(1)));

        assertThat(answers.stream().map(TestResponse::status))
                .containsOnlyOnce(201)
                .containsOnly(201, 409);
        assertThat(DATABASE.strings("SELECT 1 FROM artefact_matching_rule WHERE name LIKE 'crowded-%'"))
                .hasSize(3);
    }

    private static void assertNoOrphans(String prefix) {
        assertThat(DATABASE.strings("""
                SELECT name FROM artefact_matching_rule r
                WHERE name LIKE '%s-%%' AND NOT EXISTS (
                  SELECT FROM artefact_matching_rule_team_association WHERE artefact_matching_rule_id = r.id)
                """.formatted(prefix))).isEmpty();
    }

    /** A random selection of rules, in random order. */
    private static String rules(String prefix, int count, int of, Random random) {
        List<Integer> numbers = new ArrayList<>(IntStream.range(0, of).boxed().toList());
        Collections.shuffle(numbers, random);
        return numbers.stream()
                .limit(count)
                .map(n -> "{\"family\": \"snap\", \"name\": \"%s-%d\", \"grant_permissions\": [\"change_rerun\"]}"
                        .formatted(prefix, n))
                .collect(Collectors.joining(",", "{\"artefact_matching_rules\": [", "]}"));
    }
}
