package dev.assay.artefact;

import static dev.assay.access.Permission.CHANGE_ARTEFACT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.People;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of reviewers and bundles. */
class ArtefactPeopleTest {
    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_ARTEFACT);
    private final People people = new People(server.database());
    private final StartedArtefact snap = StartedArtefact.of("snap");
    private final People.User ada = people.user();
    private final People.User ben = people.user();

    @Test
    void reviewersAreReplacedAndShownAsAsked() { // ART-PATCH-15, 20, ART-RESP-01, 02
        TestResponse patched = patch("{\"reviewer_ids\": [%d, %d]}".formatted(ben.id(), ada.id()));
        assertThat(reviewers(patched)).containsExactly(ben.id(), ada.id());
        assertThat(patched.number("assignee", "id")).isEqualTo(ben.id());
        assertThat(reviewers(snap.read())).containsExactly(ada.id(), ben.id());
        assertThat(snap.read().number("assignee", "id")).isEqualTo(ada.id());

        People.User cid = people.user();
        assertThat(reviewers(patch("{\"reviewer_emails\": [\"%s\", \"%s\"]}".formatted(cid.email(), ada.email()))))
                .containsExactly(cid.id(), ada.id());
        assertThat(reviewers(patch("{\"comment\": \"c\"}"))).containsExactly(ada.id(), cid.id());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"reviewer_ids\": []}",
                "{\"reviewer_ids\": null}",
                "{\"reviewer_emails\": []}",
                "{\"reviewer_emails\": null}",
                "{\"assignee_id\": null}",
                "{\"assignee_email\": null}",
                "{\"reviewer_ids\": null, \"assignee_id\": 1}",
                "{\"reviewer_emails\": null, \"assignee_id\": 1, \"assignee_email\": \"x\"}"
            })
    void reviewersAreCleared(String change) { // ART-PATCH-15, 16
        patch("{\"reviewer_ids\": [%d]}".formatted(ada.id()));
        assertThat(reviewers(patch(change))).isEmpty();
        assertThat(snap.read().at("assignee").isNull()).isTrue();
    }

    @Test
    void theAssigneeIsTheOnlyReviewer() { // ART-PATCH-16
        patch("{\"reviewer_ids\": [%d]}".formatted(ada.id()));
        assertThat(reviewers(patch("{\"assignee_id\": %d}".formatted(ben.id()))))
                .containsExactly(ben.id());
        assertThat(reviewers(patch("{\"assignee_email\": \"%s\"}".formatted(ada.email()))))
                .containsExactly(ada.id());
        assertThat(reviewers(patch("{\"assignee_id\": \"%d\"}".formatted(ben.id()))))
                .containsExactly(ben.id());
    }

    @Test
    void reviewersWinOverTheAssignee() { // ART-PATCH-16
        assertThat(reviewers(
                        patch("{\"assignee_email\": \"%s\", \"reviewer_ids\": [%d]}".formatted(ada.email(), ben.id()))))
                .containsExactly(ben.id());
        assertThat(reviewers(
                        patch("{\"assignee_id\": 2147483647, \"reviewer_emails\": [\"%s\"]}".formatted(ada.email()))))
                .containsExactly(ada.id());
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"assignee_id\": \"x\"}', int_parsing, assignee_id, reviewer_ids",
        "'{\"assignee_id\": [1]}', int_type, assignee_id, reviewer_ids",
        "'{\"assignee_email\": 5}', string_type, assignee_email, reviewer_emails"
    })
    void aBadAssigneeIsAMistakeInTwoPlaces(String change, String type, String older, String list) { // ART-PATCH-16
        TestResponse answer = client.patch(snap.path(), change);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.at("detail").size()).isEqualTo(2);
        assertThat(answer.text("detail", 0, "type")).isEqualTo(type);
        assertThat(answer.list("detail", 0, "loc")).containsExactly("body", older);
        assertThat(answer.text("detail", 1, "type")).isEqualTo(type);
        assertThat(answer.list("detail", 1, "loc")).containsExactly("body", list, "0");
        assertThat(client.patch(snap.path(), change.replace("}", ", \"" + list + "\": null}"))
                        .at("detail")
                        .size())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"reviewer_ids\": [1], \"reviewer_emails\": [\"x\"]}",
                "{\"reviewer_ids\": [], \"reviewer_emails\": []}",
                "{\"reviewer_ids\": null, \"reviewer_emails\": [\"x\"]}",
                "{\"assignee_id\": 1, \"assignee_email\": \"x\"}"
            })
    void idsAndEmailsTogetherAreRefused(String change) { // ART-PATCH-17
        refused(change, "Cannot specify both reviewer_ids and reviewer_emails");
    }

    @Test
    void duplicateReviewersAreRefused() { // ART-PATCH-18
        refused(
                "{\"reviewer_ids\": [2147483647, %1$d, %1$d]}".formatted(ada.id()),
                "Duplicate user ids are not allowed in reviewer_ids");
        refused(
                "{\"reviewer_emails\": [\"%1$s\", \"%1$s\"]}".formatted(ada.email()),
                "Duplicate user emails are not allowed in reviewer_emails");
    }

    @Test
    void theFirstUnknownPersonIsNamed() { // ART-PATCH-19, CONV-19
        refused(
                "{\"reviewer_ids\": [%d, 2147483647, 2147483646]}".formatted(ada.id()),
                "User with id 2147483647 not found");
        refused("{\"reviewer_ids\": [99999999999]}", "User with id 99999999999 not found");
        refused("{\"assignee_id\": -1}", "User with id -1 not found");
        refused(
                "{\"reviewer_emails\": [\"%s\", \"b@x\", \"a@x\"]}".formatted(ada.email()),
                "User with email 'b@x' not found");
        refused(
                "{\"assignee_email\": \"%s\"}".formatted(ada.email().toUpperCase(java.util.Locale.ROOT)),
                "User with email '%s' not found".formatted(ada.email().toUpperCase(java.util.Locale.ROOT)));
    }

    @Test
    void aNewReviewerIsNotifiedOnce() { // ART-PATCH-21, NOTIF-2, NOTIF-3
        patch("{\"reviewer_ids\": [%d]}".formatted(ada.id()));
        patch("{\"reviewer_emails\": [\"%s\", \"%s\"]}".formatted(ben.email(), ada.email()));
        patch("{\"comment\": \"c\"}");
        assertThat(notifications(ada)).containsExactly(target());
        assertThat(notifications(ben)).containsExactly(target());
        patch("{\"reviewer_ids\": null}");
        patch("{\"assignee_id\": %d}".formatted(ada.id()));
        assertThat(notifications(ada)).containsExactly(target(), target());
        assertThat(notifications(ben)).hasSize(1);
    }

    @Test
    void aRefusedPatchNotifiesNoOne() { // ART-PATCH-21
        refused(
                "{\"reviewer_ids\": [%d], \"bundled_builds\": [2147483647]}".formatted(ada.id()),
                "ArtefactBuild with id 2147483647 not found");
        assertThat(notifications(ada)).isEmpty();
        assertThat(reviewers(snap.read())).isEmpty();
    }

    @Test
    void environmentReviewsAndDueDateStayAsTheyAre() { // ART-PATCH-23, CONV-29
        patch("{\"reviewer_ids\": [%d]}".formatted(ada.id()));
        int review = snap.reviews().getFirst();
        server.database().execute("""
                INSERT INTO environment_review_reviewers_association (environment_review_id, user_id)
                VALUES (%d, %d)""".formatted(review, ada.id()));
        String before = snap.row();

        assertThat(patch("{\"reviewer_ids\": [%d]}".formatted(ben.id()))
                        .at("due_date")
                        .isNull())
                .isTrue();

        assertThat(snap.row()).isEqualTo(before);
        assertThat(server.database()
                        .strings("SELECT user_id FROM environment_review_reviewers_association"
                                + " WHERE environment_review_id = " + review))
                .containsExactly(String.valueOf(ada.id()));
    }

    @Test
    void aBundleIsReplacedAndShownAsAsked() { // ART-PATCH-24, ART-RESP-05
        StartedArtefact solution = StartedArtefact.of("solution");
        int one = snap.builds().getFirst();
        int other = StartedArtefact.of("deb").builds().getFirst();

        assertThat(bundle(patch(solution, "{\"bundled_builds\": [%d, %d]}".formatted(other, one))))
                .containsExactly(other, one);
        assertThat(bundle(solution.read())).containsExactly(one, other);
        assertThat(bundle(patch(solution, "{\"bundled_builds\": [%d]}".formatted(other))))
                .containsExactly(other);
        assertThat(bundle(patch(solution, "{}"))).containsExactly(other);
    }

    @ParameterizedTest
    @ValueSource(strings = {"snap", "deb", "charm", "image", "solution", "oci", "generic"})
    void anyArtefactBundlesAnyBuildAndNothing(String family) { // ART-PATCH-24
        StartedArtefact bundle = StartedArtefact.of(family);
        int own = bundle.builds().getFirst();
        int other = snap.builds().getFirst();
        for (String empty : List.of("null", "[]")) {
            assertThat(bundle(patch(bundle, "{\"bundled_builds\": [%d, %d]}".formatted(own, other))))
                    .hasSize(2);
            assertThat(bundle(patch(bundle, "{\"bundled_builds\": %s}".formatted(empty))))
                    .isEmpty();
        }
    }

    @Test
    void unknownAndDuplicateBuildsAreRefused() { // ART-PATCH-25
        int build = snap.builds().getFirst();
        refused(
                "{\"bundled_builds\": [%1$d, %1$d]}".formatted(build),
                "Duplicate build ids are not allowed in bundled_builds");
        refused(
                "{\"bundled_builds\": [%d, 2147483647, -1]}".formatted(build),
                "ArtefactBuild with id 2147483647 not found");
        assertThat(bundle(snap.read())).isEmpty();
    }

    @Test
    void theHashOfASolutionFollowsItsBundle() throws Exception { // ART-PATCH-26, DM-35
        StartedArtefact solution = StartedArtefact.of("solution");
        List<Integer> builds = Stream.of("snap", "deb", "charm")
                .map(family -> StartedArtefact.of(family).builds().getFirst())
                .toList();
        String empty = solution.column("bundled_builds_hash");

        patch(solution, "{\"bundled_builds\": [%d, %d, %d]}".formatted(builds.get(2), builds.get(0), builds.get(1)));

        String text = builds.stream().map(String::valueOf).collect(Collectors.joining(","));
        assertThat(solution.column("bundled_builds_hash"))
                .isEqualTo(HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII))));
        String before = solution.row();
        patch(solution, "{\"bundled_builds\": [%d, %d, %d]}".formatted(builds.get(0), builds.get(1), builds.get(2)));
        assertThat(solution.row()).isEqualTo(before);
        patch(solution, "{\"bundled_builds\": null}");
        assertThat(solution.column("bundled_builds_hash")).isEqualTo(empty).startsWith("e3b0c442");
    }

    @Test
    void otherFamiliesHaveNoHash() { // DM-35
        String before = snap.row();
        patch("{\"bundled_builds\": [%d]}".formatted(snap.builds().getFirst()));
        assertThat(snap.row()).isEqualTo(before);
    }

    @Test
    void equalSolutionsCannotHaveEqualBundles() { // ART-PATCH-26
        StartBody body = StartBody.of("solution");
        StartedArtefact one = StartedArtefact.of(body);
        int first = snap.builds().getFirst();
        int second = StartedArtefact.of("deb").builds().getFirst();
        patch(one, "{\"bundled_builds\": [%d, %d]}".formatted(first, second));
        StartedArtefact other = StartedArtefact.of(body);
        assertThat(other.id()).isNotEqualTo(one.id());

        TestResponse answer = client.patch(other.path(), "{\"bundled_builds\": [%d, %d]}".formatted(second, first));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(bundle(other.read())).isEmpty();
        patch(other, "{\"bundled_builds\": [%d]}".formatted(first));
        patch(one, "{\"bundled_builds\": [%d, %d]}".formatted(second, first));
    }

    private List<String> notifications(People.User user) {
        return server.database().strings("""
                SELECT target_url FROM notification
                WHERE notification_type = 'USER_ASSIGNED_ARTEFACT_REVIEW' AND user_id = """ + user.id());
    }

    private String target() {
        return "http://localhost:30001/snaps/" + snap.id();
    }

    private TestResponse patch(String change) {
        return patch(snap, change);
    }

    private TestResponse patch(StartedArtefact subject, String change) {
        TestResponse response = client.patch(subject.path(), change);
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return response;
    }

    private void refused(String change, String detail) {
        TestResponse response = client.patch(snap.path(), change);
        assertThat(response.status()).as(response.body()).isEqualTo(422);
        assertThat(response.text("detail")).isEqualTo(detail);
    }

    private static List<Integer> reviewers(TestResponse artefact) {
        return ids(artefact, "reviewers");
    }

    private static List<Integer> bundle(TestResponse artefact) {
        return ids(artefact, "bundled_builds");
    }

    private static List<Integer> ids(TestResponse artefact, String list) {
        return IntStream.range(0, artefact.at(list).size())
                .mapToObj(i -> artefact.number(list, i, "id"))
                .toList();
    }
}
