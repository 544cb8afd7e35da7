package dev.assay.review;

import static dev.assay.access.Permission.CHANGE_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.People;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestServer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reviewers that an artefact gets when a test starts. Only this class has matching rules. */
class AssignmentTest {
    private static final TestServer SERVER = TestServer.start();

    private final TestClient client = SERVER.as(CHANGE_TEST);
    private final People people = new People(SERVER.database());

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @Test
    void noOneIsAssignedUnlessTheStartAsksForIt() { // TE-ASSIGN-01
        StartBody body = StartBody.of("snap");
        team(body, 3);

        for (StartBody unwished : List.of(body, body.with("needs_assignment", false))) {
            ReviewedArtefact artefact = ReviewedArtefact.of(SERVER, client, unwished);
            assertThat(artefact.reviewers()).isEmpty();
            assertThat(artefact.daysLeft()).isEmpty();
            assertThat(artefact.notified()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"snap", "charm", "deb", "image", "solution", "oci", "generic"})
    void aMemberOfAMatchingTeamIsAssigned(String family) { // TE-ASSIGN-02, 04, 05, 08, AMR-23, NOTIF-2, NOTIF-3
        StartBody body = wished(family);
        List<Integer> team = team(body, 3);

        ReviewedArtefact artefact = ReviewedArtefact.of(SERVER, client, body);

        assertThat(artefact.reviewers()).hasSize(1).isSubsetOf(team);
        assertThat(artefact.daysLeft()).isEqualTo("10");
        assertThat(SERVER.database()
                        .rows(
                                "SELECT user_id, notification_type, dismissed_at FROM notification WHERE target_url = 'http://localhost:30001/%ss/%d'"
                                        .formatted(family, artefact.id())))
                .containsExactly(
                        List.of(String.valueOf(artefact.reviewers().getFirst()), "USER_ASSIGNED_ARTEFACT_REVIEW", ""));
    }

    @Test
    void noOneIsAssignedWithoutAMatchingRule() { // TE-ASSIGN-02
        ReviewedArtefact artefact = ReviewedArtefact.of(SERVER, client, wished("solution"));
        assertThat(artefact.reviewers()).isEmpty();
        assertThat(artefact.daysLeft()).isEmpty();
        assertThat(artefact.notified()).isEmpty();
    }

    @Test
    void oneReviewerForEveryFiftyExecutions() { // TE-ASSIGN-03, 06, 08, AMR-24
        StartBody body = wished("snap");
        List<Integer> team = team(body, 5);
        ReviewedArtefact artefact = ReviewedArtefact.of(SERVER, client, body);
        List<Integer> first = artefact.reviewers();
        setDueDate(artefact);

        for (int executions = 2; executions <= 50; executions++) {
            body.start(client);
        }
        assertThat(artefact.reviewers()).isEqualTo(first).hasSize(1);
        assertThat(artefact.daysLeft()).startsWith("-"); // TE-ASSIGN-05
        assertThat(artefact.notified()).isEqualTo(first);

        body.start(client);
        assertThat(artefact.reviewers()).hasSize(2).containsAll(first).isSubsetOf(team);
        assertThat(artefact.daysLeft()).isEqualTo("10");
        assertThat(artefact.notified()).containsExactlyInAnyOrderElementsOf(artefact.reviewers());

        int last = body.start(client);
        assertThat(artefact.reviewers()).hasSize(2);
        artefact.repeat(last, 98);
        body.start(client);
        assertThat(artefact.reviewers()).hasSize(4);
    }

    @Test
    void onlyExecutionsOfTheLatestBuildsCount() { // TE-ASSIGN-03
        StartBody body = wished("snap");
        team(body, 5);
        int old = body.without("needs_assignment").start(client);
        ReviewedArtefact artefact = ReviewedArtefact.of(SERVER, old);
        artefact.repeat(old, 200);

        int amd64 = body.with("revision", 8).start(client);
        assertThat(artefact.reviewers()).hasSize(1);

        artefact.repeat(amd64, 48);
        body.with("arch", "arm64").start(client);
        assertThat(artefact.reviewers()).hasSize(1);
        body.with("arch", "arm64").start(client);
        assertThat(artefact.reviewers()).hasSize(2);
    }

    @Test
    void thereAreNoMoreReviewersThanCandidates() { // TE-ASSIGN-04
        StartBody body = wished("snap");
        List<Integer> team = team(body, 2);
        int execution = body.without("needs_assignment").start(client);
        ReviewedArtefact artefact = ReviewedArtefact.of(SERVER, execution);
        artefact.repeat(execution, 199);

        body.start(client);

        assertThat(artefact.reviewers()).isEqualTo(team);
        assertThat(artefact.notified()).containsExactlyInAnyOrderElementsOf(team);
    }

    @Test
    void existingReviewersCount() { // TE-ASSIGN-04, 05, 08
        StartBody body = wished("snap");
        team(body, 2);
        int execution = body.without("needs_assignment").start(client);
        ReviewedArtefact artefact = ReviewedArtefact.of(SERVER, execution);
        int manual = people.user().id();
        artefact.addReviewer(manual);

        body.start(client);

        assertThat(artefact.reviewers()).containsExactly(manual);
        assertThat(artefact.daysLeft()).isEmpty();
        assertThat(artefact.notified()).isEmpty();

        artefact.repeat(execution, 50);
        body.start(client);
        assertThat(artefact.reviewers()).hasSize(2).contains(manual);
        assertThat(artefact.notified()).hasSize(1).doesNotContain(manual);
    }

    @Test
    void aReviewerIsNotACandidateAgain() { // TE-ASSIGN-02, AMR-23
        StartBody body = wished("snap");
        List<Integer> team = team(body, 2);
        int execution = body.without("needs_assignment").start(client);
        ReviewedArtefact artefact = ReviewedArtefact.of(SERVER, execution);
        artefact.addReviewer(team.getFirst());
        artefact.repeat(execution, 60);

        body.start(client);

        assertThat(artefact.reviewers()).isEqualTo(team);
        assertThat(artefact.notified()).containsExactly(team.getLast());
    }

    @Test
    void aMemberOfSeveralTeamsIsOneCandidate() { // TE-ASSIGN-02
        StartBody body = wished("snap");
        int one = people.team();
        int other = people.team();
        People.User both = people.user();
        people.join(one, both);
        people.join(other, both);
        people.rule(one, "snap", Map.of("name", body.text("name"), "stage", "beta"));
        people.rule(other, "snap", Map.of("name", body.text("name"), "track", "latest"));
        int execution = body.without("needs_assignment").start(client);
        ReviewedArtefact artefact = ReviewedArtefact.of(SERVER, execution);
        artefact.repeat(execution, 100);

        body.start(client);

        assertThat(artefact.reviewers()).containsExactly(both.id());
        assertThat(artefact.notified()).containsExactly(both.id());
    }

    @ParameterizedTest
    @CsvSource({"linux-%s, true", "%s-kernel, true", "my-linux-%s, false", "%s-kernel-snap, false", "Linux-%s, false"})
    void aKernelHasNoDueDate(String form, boolean kernel) { // TE-ASSIGN-05, DM-34
        StartBody body = wished("snap");
        StartBody named = body.with("name", form.formatted(body.text("name")));
        team(named, 1);
        ReviewedArtefact artefact = ReviewedArtefact.of(SERVER, client, named.without("needs_assignment"));
        setDueDate(artefact);

        named.start(client);

        assertThat(artefact.reviewers()).hasSize(1);
        assertThat(artefact.daysLeft()).isEqualTo(kernel ? "" : "10");
    }

    @Test
    void theMostSpecificRulesDecideAndEqualsCountAlike() { // AMR-20 to 22, the worked example
        StartBody body = wished("charm").with("execution_stage", "candidate").with("track", "24");
        String name = body.text("name");
        List<Integer> r1 = rule("charm", Map.of());
        List<Integer> r2 = rule("charm", Map.of("name", name));
        List<Integer> r3 = rule("charm", Map.of("name", name, "stage", "candidate"));
        List<Integer> r4 = rule("charm", Map.of("track", "24", "stage", "candidate"));
        List<Integer> r5 = rule("charm", Map.of("name", name, "stage", "beta", "track", "24"));
        List<Integer> expected =
                Stream.of(r3, r4).flatMap(List::stream).sorted().toList();

        ReviewedArtefact artefact = crowded(body);

        assertThat(artefact.reviewers()).isEqualTo(expected).doesNotContainAnyElementsOf(r5);

        // Specificity is calculated each time: for an edge charm on another track, only R2 and R1 match
        artefact.removeReviewers();
        SERVER.database().execute("UPDATE artefact SET stage = 'edge', track = '25' WHERE id = " + artefact.id());
        ReviewedArtefact moved = ReviewedArtefact.of(SERVER, client, body.with("track", "25"));
        assertThat(moved.id()).isEqualTo(artefact.id());
        assertThat(moved.reviewers()).isEqualTo(r2);

        SERVER.database().execute("UPDATE artefact SET stage = 'beta', track = '24' WHERE id = " + artefact.id());
        artefact.removeReviewers();
        body.start(client);
        assertThat(artefact.reviewers()).isEqualTo(r5);

        assertThat(ReviewedArtefact.of(SERVER, client, wished("charm")).reviewers())
                .isEqualTo(r1);
    }

    @ParameterizedTest
    @CsvSource({
        "snap, name, ",
        "snap, stage, beta",
        "snap, track, Latest",
        "snap, branch, fix",
        "snap, store, Brand",
        "deb, series, noble",
        "image, os, ubuntu",
        "image, release, noble",
        "image, owner, cpc",
    })
    void everyAttributeMatchesExactlyOrNotAtAll(String family, String column, String value) { // AMR-20
        StartBody body = wished(family);
        StartBody given = switch (column) {
            case "name" -> body;
            case "stage" -> body.with("execution_stage", value);
            default -> body.with(column, value);
        };
        String name = body.text("name");
        String actual = value == null ? name : value;
        String swapped = actual.equals(actual.toLowerCase()) ? actual.toUpperCase() : actual.toLowerCase();
        rule(family, attributes(name, column, swapped));
        rule(family, attributes(name, column, actual + "%"));
        rule(family.equals("snap") ? "charm" : "snap", attributes(name, column, actual));
        ReviewedArtefact artefact = ReviewedArtefact.of(SERVER, client, given);
        assertThat(artefact.reviewers()).isEmpty();

        List<Integer> matching = rule(family, attributes(name, column, actual));
        given.start(client);
        assertThat(artefact.reviewers()).isEqualTo(matching);
    }

    @Test
    void theAttributesOfNowDecide() { // AMR-20
        StartBody body = wished("snap").with("execution_stage", "edge");
        List<Integer> edge = rule("snap", Map.of("name", body.text("name"), "stage", "edge"));
        List<Integer> beta = rule("snap", Map.of("name", body.text("name"), "stage", "beta"));
        ReviewedArtefact artefact = ReviewedArtefact.of(SERVER, client, body);
        assertThat(artefact.reviewers()).isEqualTo(edge);

        artefact.removeReviewers();
        SERVER.database().execute("UPDATE artefact SET stage = 'beta' WHERE id = " + artefact.id());
        body.start(client);

        assertThat(artefact.reviewers()).isEqualTo(beta);
    }

    @Test
    void anEmptyTeamIsNotReplacedByAnother() { // AMR-23: no fallback
        StartBody body = wished("snap");
        team(body, 2);
        int empty = people.team();
        people.rule(empty, "snap", Map.of("name", body.text("name"), "stage", "beta"));

        ReviewedArtefact artefact = ReviewedArtefact.of(SERVER, client, body);

        assertThat(artefact.reviewers()).isEmpty();
        assertThat(artefact.daysLeft()).isEmpty();
    }

    @Test
    void everyCandidateHasTheSameChance() { // TE-ASSIGN-04
        String track = "chance";
        int two = people.team();
        people.rule(two, "snap", Map.of("track", track));
        List<Integer> team = ids(people.members(two, 2));
        List<Integer> drawn = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            drawn.addAll(ReviewedArtefact.of(SERVER, client, wished("snap").with("track", track))
                    .reviewers());
        }
        // One of two people is drawn less than 15 times of 80 once in a hundred million runs
        assertThat(drawn).hasSize(80);
        assertThat(team)
                .hasSize(2)
                .allSatisfy(person ->
                        assertThat(drawn.stream().filter(person::equals)).hasSizeBetween(15, 65));
    }

    @Test
    void aKnownCiLinkAssignsToTheArtefactOfItsExecution() { // TE-START-44, TE-ASSIGN
        StartBody body = StartBody.of("snap").linked();
        team(body, 1);
        ReviewedArtefact artefact = ReviewedArtefact.of(SERVER, client, body);
        StartBody other = wished("charm").with("ci_link", body.text("ci_link"));

        assertThat(ReviewedArtefact.of(SERVER, client, other).id()).isEqualTo(artefact.id());

        assertThat(artefact.reviewers()).hasSize(1);
        assertThat(artefact.daysLeft()).isEqualTo("10");
        assertThat(SERVER.database().strings("SELECT id FROM artefact WHERE name = '" + other.text("name") + "'"))
                .isEmpty();
    }

    @Test
    void aFailureWhileAssigningUndoesTheStart() { // NOTIF-3: in the same transaction
        StartBody body = wished("generic");
        team(body, 1);
        SERVER.database().execute("""
                ALTER TABLE notification ADD CONSTRAINT refusing CHECK (target_url NOT LIKE '%/generics/%') NOT VALID""");

        int status = body.send(client).status();

        SERVER.database().execute("ALTER TABLE notification DROP CONSTRAINT refusing");
        assertThat(status).isEqualTo(409);
        assertThat(SERVER.database().strings("SELECT id FROM artefact WHERE name = '" + body.text("name") + "'"))
                .isEmpty();
        assertThat(ReviewedArtefact.of(SERVER, client, body).reviewers()).hasSize(1);
    }

    private static StartBody wished(String family) {
        return StartBody.of(family).with("needs_assignment", true);
    }

    /** The ids of the members of a new team that reviews all artefacts with this name. */
    private List<Integer> team(StartBody body, int members) {
        int team = people.team();
        people.rule(team, body.text("family"), Map.of("name", body.text("name")));
        return ids(people.members(team, members));
    }

    /** The id of the one member of a new team with this rule. */
    private List<Integer> rule(String family, Map<String, String> attributes) {
        int team = people.team();
        people.rule(team, family, attributes);
        return ids(people.members(team, 1));
    }

    private static Map<String, String> attributes(String name, String column, String value) {
        return column.equals("name") ? Map.of("name", value) : Map.of("name", name, column, value);
    }

    private static List<Integer> ids(List<People.User> users) {
        return users.stream()
                .map(People.User::id)
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    /** An artefact with executions for more reviewers than there are. */
    private ReviewedArtefact crowded(StartBody body) {
        int execution = body.without("needs_assignment").start(client);
        ReviewedArtefact artefact = ReviewedArtefact.of(SERVER, execution);
        artefact.repeat(execution, 999);
        return ReviewedArtefact.of(SERVER, client, body);
    }

    private static void setDueDate(ReviewedArtefact artefact) {
        SERVER.database().execute("UPDATE artefact SET due_date = '2020-01-01' WHERE id = " + artefact.id());
    }
}
