package dev.assay.artefact;

import static dev.assay.access.Permission.CHANGE_ARTEFACT;
import static dev.assay.access.Permission.VIEW_ARTEFACT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import dev.assay.testing.Together;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of status, stage and texts, and rules that hold for all changes. */
class ArtefactPatchTest {
    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_ARTEFACT);
    private final StartedArtefact snap = StartedArtefact.of("snap");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"status\": null, \"archived\": null, \"stage\": null, \"comment\": null}",
                "{\"name\": \"other\", \"version\": \"2\", \"due_date\": \"2030-01-01\", \"bug_link\": \"b\", \"family\": \"deb\"}",
                "{\"status\": \"UNDECIDED\", \"archived\": false, \"stage\": \"beta\", \"comment\": \"\"}",
                "{\"jira_issue\": null, \"reviewer_ids\": [], \"bundled_builds\": []}"
            })
    void whatChangesNothingLeavesTheRowAsItWas(String change) { // ART-PATCH-01, 03, CONV-07, CONV-29
        String before = snap.row();
        assertThat(patch(snap, change).body()).isEqualTo(snap.read().body());
        assertThat(snap.row()).isEqualTo(before);
    }

    @Test
    void theResponseIsTheChangedArtefact() { // ART-PATCH-01
        snap.decide(snap.reviews().getFirst(), "APPROVED_ALL_TESTS_PASS");
        TestResponse patched = patch(
                snap,
                "{\"archived\": true, \"stage\": \"stable\", \"comment\": \"fine\", \"jira_issue\": \"ABC-1\","
                        + " \"status\": \"APPROVED\"}");
        assertThat(patched.text("status")).isEqualTo("APPROVED");
        assertThat(patched.at("archived").getBooleanValue()).isTrue();
        assertThat(patched.text("stage")).isEqualTo("stable");
        assertThat(patched.text("comment")).isEqualTo("fine");
        assertThat(patched.text("jira_issue")).isEqualTo("ABC-1");
        assertThat(snap.read().body()).isEqualTo(patched.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\": \"APPROVED\"}",
                "{\"archived\": true}",
                "{\"stage\": \"edge\"}",
                "{\"comment\": \"c\"}",
                "{\"jira_issue\": \"ABC-1\"}"
            })
    void aChangeSetsUpdatedAtOnce(String change) { // CONV-29
        snap.decide(snap.reviews().getFirst(), "APPROVED_ALL_TESTS_PASS");
        String before = snap.column("updated_at");
        patch(snap, change);
        String changed = snap.column("updated_at");
        patch(snap, change);
        assertThat(changed).isGreaterThan(before);
        assertThat(snap.column("updated_at")).isEqualTo(changed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "''; false",
                "APPROVED_ALL_TESTS_PASS; true",
                "APPROVED_FAULTY_HARDWARE,APPROVED_UNSTABLE_PHYSICAL_INFRA; true",
                "REJECTED; false",
                "APPROVED_ALL_TESTS_PASS,REJECTED; false"
            })
    void anApprovalNeedsEveryReviewApproved(String decisions, boolean approved) { // ART-PATCH-04
        snap.alsoIn("-two");
        List<Integer> reviews = snap.reviews();
        snap.decide(reviews.get(0), "APPROVED_ALL_TESTS_PASS").decide(reviews.get(1), decisions);

        TestResponse answer = send(snap, "{\"status\": \"APPROVED\"}");

        assertThat(answer.status()).isEqualTo(approved ? 200 : 400);
        assertThat(snap.read().text("status")).isEqualTo(approved ? "APPROVED" : "UNDECIDED");
        if (!approved) {
            assertThat(answer.body()).isEqualTo("{\"detail\":\"All test executions need to be approved\"}");
        }
    }

    @Test
    void reviewsOfOldBuildsDoNotCount() { // ART-PATCH-04, 05, DM-30
        StartedArtefact.of(snap.body().with("revision", 8));
        List<Integer> reviews = snap.reviews();
        snap.decide(reviews.get(0), "REJECTED").decide(reviews.get(1), "APPROVED_ALL_TESTS_PASS");
        assertThat(send(snap, "{\"status\": \"MARKED_AS_FAILED\", \"comment\": \"c\"}")
                        .status())
                .isEqualTo(400);
        patch(snap, "{\"status\": \"APPROVED\"}");
    }

    @Test
    void withoutReviewsAnApprovalIsAllowed() { // ART-PATCH-04
        server.database().execute("""
                DELETE FROM artefact_build_environment_review WHERE id = %d""".formatted(snap.reviews().getFirst()));
        assertThat(patch(snap, "{\"status\": \"APPROVED\"}").text("status")).isEqualTo("APPROVED");
    }

    @Test
    void aFailureNeedsARejection() { // ART-PATCH-05
        for (String decision : List.of("", "APPROVED_ALL_TESTS_PASS")) {
            snap.decide(snap.reviews().getFirst(), decision);
            TestResponse answer = send(snap, "{\"status\": \"MARKED_AS_FAILED\"}");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text("detail")).isEqualTo("At least one test execution needs to be rejected");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', null, false",
        "'', '\"\"', false",
        "'', '\"new\"', true",
        "stored, null, true",
        "stored, '\"\"', true"
    })
    void aFailureNeedsAComment(String stored, String given, boolean accepted) { // ART-PATCH-05
        snap.decide(snap.reviews().getFirst(), "REJECTED").set("comment", "'" + stored + "'");

        TestResponse answer = send(snap, "{\"status\": \"MARKED_AS_FAILED\", \"comment\": %s}".formatted(given));

        assertThat(answer.status()).isEqualTo(accepted ? 200 : 400);
        if (accepted) {
            assertThat(answer.text("status")).isEqualTo("MARKED_AS_FAILED");
            assertThat(answer.text("comment")).isEqualTo(given.equals("null") ? stored : given.replace("\"", ""));
        } else {
            assertThat(answer.body()).isEqualTo("{\"detail\":\"Can't reject an artefact without a comment\"}");
            assertThat(snap.read().text("status")).isEqualTo("UNDECIDED");
        }
    }

    @Test
    void anyStatusMayFollowAnother() { // ART-PATCH-06
        int review = snap.reviews().getFirst();
        snap.decide(review, "REJECTED").set("comment", "'c'");
        patch(snap, "{\"status\": \"MARKED_AS_FAILED\"}");
        snap.decide(review, "APPROVED_ALL_TESTS_PASS");
        assertThat(snap.read().text("status")).isEqualTo("MARKED_AS_FAILED");
        patch(snap, "{\"status\": \"APPROVED\"}");
        snap.decide(review, "");
        assertThat(snap.read().text("status")).isEqualTo("APPROVED");
        assertThat(patch(snap, "{\"status\": \"UNDECIDED\"}").text("status")).isEqualTo("UNDECIDED");
    }

    @Test
    void archivingIsUndone() { // ART-PATCH-07
        assertThat(patch(snap, "{\"archived\": true}").at("archived").getBooleanValue())
                .isTrue();
        assertThat(patch(snap, "{\"archived\": false}").at("archived").getBooleanValue())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "snap, 'edge,beta,candidate,stable'",
        "charm, 'edge,beta,candidate,stable'",
        "solution, 'edge,beta,candidate,stable'",
        "deb, 'proposed,updates'",
        "image, 'pending,current'",
        "oci, ''",
        "generic, ''"
    })
    void eachFamilyHasItsStages(String family, String fitting) { // ART-PATCH-08 to 10
        StartedArtefact subject = StartedArtefact.of(family);
        for (String stage :
                List.of("proposed", "updates", "edge", "beta", "candidate", "stable", "pending", "current", "edge")) {
            TestResponse answer = send(subject, "{\"stage\": \"%s\"}".formatted(stage));
            if (List.of(fitting.split(",")).contains(stage)) {
                assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                assertThat(answer.text("stage")).isEqualTo(stage);
            } else {
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.body())
                        .isEqualTo(
                                "{\"detail\":\"Stage " + stage + " is invalid for artefact family " + family + "\"}");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"stage\": \"gamma\"}', enum, stage",
        "'{\"stage\": \"\"}', enum, stage",
        "'{\"stage\": 5}', enum, stage",
        "'{\"status\": \"approved\"}', enum, status",
        "'{\"archived\": \"maybe\"}', bool_parsing, archived",
        "'{\"comment\": 5}', string_type, comment",
        "'{\"comment\": \"a\\u0000b\"}', value_error, comment",
        "'{\"jira_issue\": 5}', string_type, jira_issue",
        "'{\"bundled_builds\": 5}', list_type, bundled_builds",
        "'{\"reviewer_ids\": {}}', list_type, reviewer_ids",
        "'{\"reviewer_emails\": \"a\"}', list_type, reviewer_emails"
    })
    void whatIsNotOfTheFormIsRefused(String change, String type, String field) { // ART-PATCH-08, 12, CONV-21
        TestResponse answer = send(snap, change);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.at("detail").size()).isEqualTo(1);
        assertThat(answer.text("detail", 0, "type")).isEqualTo(type);
        assertThat(answer.list("detail", 0, "loc")).containsExactly("body", field);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"reviewer_ids\": [1, null]}', int_type, reviewer_ids",
        "'{\"reviewer_emails\": [\"a\", 5]}', string_type, reviewer_emails",
        "'{\"bundled_builds\": [1, \"x\"]}', int_parsing, bundled_builds"
    })
    void aMistakeInAListHasItsPlace(String change, String type, String field) { // ART-PATCH-15, 24, ERR-03
        TestResponse answer = send(snap, change);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("detail", 0, "type")).isEqualTo(type);
        assertThat(answer.list("detail", 0, "loc")).containsExactly("body", field, "1");
    }

    @Test
    void aPpaGetsAStage() { // ART-PATCH-10
        StartedArtefact ppa = StartedArtefact.of(
                StartBody.of("deb").without("execution_stage").with("source", "ppa:x"));
        assertThat(ppa.read().text("stage")).isEmpty();
        assertThat(patch(ppa, "{\"stage\": \"proposed\"}").text("stage")).isEqualTo("proposed");
    }

    @Test
    void aSolutionCannotTakeAnothersKey() { // ART-PATCH-09
        StartedArtefact beta = StartedArtefact.of("solution");
        StartedArtefact.of(beta.body().with("execution_stage", "candidate"));

        TestResponse answer = send(beta, "{\"stage\": \"candidate\", \"comment\": \"lost\"}");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.text("detail")).startsWith("Another solution has the same");
        assertThat(beta.read().text("comment")).isEmpty();
        patch(beta, "{\"stage\": \"stable\"}");
        patch(beta, "{\"stage\": \"stable\"}");
    }

    @Test
    void theCommentIsSetAndCleared() { // ART-PATCH-03, 11
        assertThat(patch(snap, "{\"comment\": \" é \"}").text("comment")).isEqualTo(" é ");
        assertThat(patch(snap, "{\"comment\": null}").text("comment")).isEqualTo(" é ");
        assertThat(patch(snap, "{\"comment\": \"\"}").text("comment")).isEmpty();
    }

    @Test
    void theJiraIssueIsSetKeptAndCleared() { // ART-PATCH-12
        assertThat(patch(snap, "{\"jira_issue\": \"any text\"}").text("jira_issue"))
                .isEqualTo("any text");
        assertThat(patch(snap, "{}").text("jira_issue")).isEqualTo("any text");
        assertThat(patch(snap, "{\"jira_issue\": null}").at("jira_issue").isNull())
                .isTrue();
        assertThat(patch(snap, "{\"jira_issue\": \"\"}").text("jira_issue")).isEmpty();
    }

    @Test
    void aRefusalSavesNothing() { // ART-PATCH, order of evaluation
        String before = snap.row();
        int build = snap.builds().getFirst();
        for (String refused : List.of(
                "\"reviewer_ids\": [2147483647]",
                "\"stage\": \"current\"",
                "\"status\": \"MARKED_AS_FAILED\"",
                "\"reviewer_ids\": [], \"bundled_builds\": [%d, 2147483647]".formatted(build))) {
            TestResponse answer = send(
                    snap,
                    "{\"archived\": true, \"comment\": \"lost\", \"jira_issue\": \"lost\", %s}".formatted(refused));
            assertThat(answer.status()).isIn(400, 422);
            assertThat(snap.row()).isEqualTo(before);
            assertThat(snap.read().at("bundled_builds").size()).isZero();
        }
    }

    @Test
    void theFirstViolatedRuleIsReported() { // ART-PATCH, order of evaluation
        String wrong = "\"bundled_builds\": [1, 1]";
        assertThat(send(snap, "{%s}".formatted(wrong)).text("detail")).startsWith("Duplicate build ids");
        wrong += ", \"reviewer_ids\": [], \"reviewer_emails\": []";
        assertThat(send(snap, "{%s}".formatted(wrong)).text("detail")).startsWith("Cannot specify both");
        wrong += ", \"stage\": \"current\"";
        assertThat(send(snap, "{%s}".formatted(wrong)).text("detail")).startsWith("Stage current");
        wrong += ", \"status\": \"APPROVED\"";
        assertThat(send(snap, "{%s}".formatted(wrong)).text("detail")).startsWith("All test executions");
        TestResponse unknown = client.patch("/v1/artefacts/2147483647", "{%s}".formatted(wrong));
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.text("detail")).isEqualTo("Artefact with id 2147483647 not found");
        assertThat(client.patch("/v1/artefacts/2147483647", "{%s, \"archived\": []}".formatted(wrong))
                        .status())
                .isEqualTo(422);
        assertThat(client.patch("/v1/artefacts/x", "{").text("detail", 0, "type"))
                .isEqualTo("json_invalid");
    }

    @Test
    void patchesOfOneArtefactRunOneAfterTheOther() { // ART-PATCH-27
        List<TestResponse> answers = Together.call(
                8, i -> client.patch(snap.path(), "{\"comment\": \"%d\", \"jira_issue\": \"%d\"}".formatted(i, i)));
        assertThat(answers).allMatch(answer -> answer.status() == 200);
        TestResponse last = snap.read();
        assertThat(last.text("comment")).isEqualTo(last.text("jira_issue"));
    }

    @Test
    void aBodyIsNeeded() { // ERR-07
        assertThat(client.patch(snap.path(), "null").text("detail", 0, "type")).isEqualTo("missing");
        assertThat(client.patch(snap.path(), "[]").text("detail", 0, "type")).isEqualTo("model_attributes_type");
        assertThat(server.as(VIEW_ARTEFACT).patch(snap.path(), "null").status()).isEqualTo(422);
    }

    private TestResponse patch(StartedArtefact subject, String change) {
        TestResponse response = send(subject, change);
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return response;
    }

    private TestResponse send(StartedArtefact subject, String change) {
        return client.patch(subject.path(), change);
    }
}
