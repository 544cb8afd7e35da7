package dev.assay.review;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_ENVIRONMENT_REVIEW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.People;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestServer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The distribution of environment reviews among an artefact's reviewers. */
class DistributionTest {
    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_ENVIRONMENT_REVIEW);
    private final People people = new People(server.database());
    private final StartBody body = StartBody.of("snap");
    private final int execution = body.start(client);
    private final ReviewedArtefact artefact = ReviewedArtefact.of(server, execution);

    @Test
    void thePersonWithTheFewestTakesUpToAnEqualShare() { // TE-ASSIGN-21, 22
        assertThat(distributed(5, List.of(0, 0), 5)).containsExactly(1, 1, 1, 2, 2);
        assertThat(distributed(6, List.of(2, 0, 1), 3)).containsExactly(2, 2, 3);
        assertThat(distributed(4, List.of(1, 1, 1, 1), 0)).isEmpty();
        assertThat(distributed(52, List.of(50, 1), 1)).containsExactly(2); // TE-ASSIGN-23
        assertThat(distributed(9, List.of(0, 0, 0), 9)).containsExactly(1, 1, 1, 2, 2, 2, 3, 3, 3);
    }

    @Test
    void equalsTakeInTheOrderOfTheirIds() { // TE-ASSIGN-21: stable
        assertThat(distributed(4, List.of(1, 0, 1, 0), 2)).containsExactly(2, 4);
    }

    @Test
    void onlyOneStepIsTakenAtATime() { // TE-ASSIGN-22
        // The share is 2, and the two people after the first already have it
        assertThat(distributed(6, List.of(1, 2, 2), 3)).containsExactly(1, 2, 3);
        // Reviews by several people count for each of them, so all may have their share before all reviews are taken
        assertThat(distributed(1, List.of(1), 1)).containsExactly(1);
        assertThat(distributed(2, List.of(1, 1), 2)).containsExactly(2, 2);
    }

    @Test
    void reviewersOfTheArtefactTakeItsEnvironments() { // TE-ASSIGN-07, 20
        int only = people.user().id();
        artefact.addReviewer(only);
        artefact.widen(execution, 2);
        ReviewedArtefact.of(
                server, client, body.with("arch", "arm64").with("environment", body.text("environment") + "-arm"));

        assign();

        assertThat(artefact.byEnvironment(client).values())
                .hasSize(4)
                .allSatisfy(of -> assertThat(of).containsExactly(only));
        assertThat(artefact.reviewers()).containsExactly(only);
        assertThat(artefact.daysLeft()).isEmpty();
        assertThat(artefact.notified()).isEmpty(); // NOTIF-4
        assertThat(server.database().strings("SELECT id FROM notification WHERE user_id = " + only))
                .isEmpty();
    }

    @Test
    void withoutReviewersNothingIsDistributed() { // TE-ASSIGN-07
        assign();
        assertThat(artefact.byEnvironment(client).values()).containsExactly(List.of());
    }

    @Test
    void reviewsWithoutAssignmentAreDistributedLater() { // TE-ASSIGN-23
        int one = people.user().id();
        int other = people.user().id();
        artefact.addReviewer(one);
        artefact.addReviewer(other);
        artefact.widen(execution, 3);
        assertThat(loads()).isEmpty();

        assign();

        assertThat(loads()).isEqualTo(Map.of(one, 2, other, 2));
        assertThat(artefact.byEnvironment(client).values())
                .allSatisfy(of -> assertThat(of).hasSize(1));
    }

    @Test
    void aLaterReviewerTakesOnlyNewReviews() { // TE-ASSIGN-23: 50 and 2 after 52 environments
        int team = people.team();
        people.rule(team, "snap", Map.of("name", body.text("name")));
        people.members(team, 2);
        for (int i = 2; i <= 50; i++) {
            start(i);
        }
        int first = artefact.reviewers().getFirst();
        assertThat(loads()).isEqualTo(Map.of(first, 50));

        start(51);
        assertThat(artefact.reviewers()).hasSize(2);
        start(52);

        int second = artefact.reviewers().stream()
                .filter(person -> person != first)
                .findFirst()
                .orElseThrow();
        assertThat(loads()).isEqualTo(Map.of(first, 50, second, 2));
    }

    @Test
    void aReviewMovesOnlyIfItsPersonIsNoLongerAReviewer() { // TE-ASSIGN-22
        int stays = people.user().id();
        int leaves = people.user().id();
        artefact.addReviewer(stays);
        artefact.addReviewer(leaves);
        artefact.widen(execution, 3);
        assign();
        Map<String, List<Integer>> before = artefact.byEnvironment(client);
        server.database()
                .execute("DELETE FROM artefact_reviewers_association WHERE artefact_id = %d AND user_id = %d"
                        .formatted(artefact.id(), leaves));
        int comes = people.user().id();
        artefact.addReviewer(comes);

        assign();

        Map<String, List<Integer>> after = artefact.byEnvironment(client);
        assertThat(before.values()).contains(List.of(stays), List.of(leaves));
        before.forEach((environment, of) ->
                assertThat(after.get(environment)).isEqualTo(of.equals(List.of(stays)) ? of : List.of(comes)));
    }

    @Test
    void formerReviewersAreReplaced() { // TE-ASSIGN-22
        int stranger = people.user().id();
        int another = people.user().id();
        int reviewer = people.user().id();
        artefact.addReviewer(reviewer);
        int review = artefact.reviews(client).getFirst();
        addTo(review, stranger);
        addTo(review, another);
        addTo(review, reviewer);

        assign();

        assertThat(artefact.byEnvironment(client).values()).containsExactly(List.of(reviewer));
    }

    @Test
    void aReviewWithAValidFirstReviewerKeepsAllOfThem() { // TE-ASSIGN-22
        int reviewer = people.user().id();
        int second = people.user().id();
        artefact.addReviewer(reviewer);
        int review = artefact.reviews(client).getFirst();
        addTo(review, reviewer);
        addTo(review, second);

        assign();

        assertThat(artefact.byEnvironment(client).values()).containsExactly(List.of(reviewer, second));
    }

    @Test
    void reviewsOfOlderBuildsKeepTheirReviewers() { // TE-ASSIGN-20, 24
        int old = artefact.reviews(client).getFirst();
        int stranger = people.user().id();
        addTo(old, stranger);
        int reviewer = people.user().id();
        artefact.addReviewer(reviewer);

        body.with("revision", 8).with("needs_assignment", true).start(client);

        assertThat(server.database()
                        .strings(
                                "SELECT user_id FROM environment_review_reviewers_association WHERE environment_review_id = "
                                        + old))
                .containsExactly(String.valueOf(stranger));
        assertThat(artefact.byEnvironment(client).values()).containsExactly(List.of(reviewer));
    }

    /** The persons, from 1, that take these open reviews. */
    private static List<Integer> distributed(int total, List<Integer> loads, int open) {
        return new Distribution(
                        total,
                        IntStream.rangeClosed(1, loads.size()).boxed().toList(),
                        loads,
                        Collections.nCopies(open, 7))
                .taken();
    }

    private void assign() {
        body.with("needs_assignment", true).start(client);
    }

    private void start(int environment) {
        body.with("environment", body.text("environment") + "-" + environment)
                .with("needs_assignment", true)
                .start(client);
    }

    private void addTo(int review, int person) {
        server.database()
                .execute("INSERT INTO environment_review_reviewers_association VALUES (%d, %d)"
                        .formatted(review, person));
    }

    /** The number of the artefact's reviews that each person has. */
    private Map<Integer, Integer> loads() {
        Map<Integer, Integer> loads = new TreeMap<>();
        artefact.byEnvironment(client)
                .values()
                .forEach(of -> of.forEach(person -> loads.merge(person, 1, Integer::sum)));
        return loads;
    }
}
