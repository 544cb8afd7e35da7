package dev.assay.review;

import static dev.assay.access.Permission.CHANGE_ENVIRONMENT_REVIEW;
import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_ENVIRONMENT_REVIEW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReviewPatchTest {
    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_ENVIRONMENT_REVIEW, CHANGE_ENVIRONMENT_REVIEW);
    private final StartBody body = StartBody.of("snap");
    private final ReviewedArtefact artefact = ReviewedArtefact.of(server, client, body);
    private final int id = artefact.reviews(client).getFirst();
    private final String path = artefact.path() + "/" + id;

    @ParameterizedTest
    @EnumSource(ReviewDecision.class)
    void anyDecisionCanBeMade(ReviewDecision decision) { // ER-ONE-01
        TestResponse review =
                patched("{\"review_decision\": [\"%s\"], \"review_comment\": \"why\"}".formatted(decision));

        assertThat(review.number("id")).isEqualTo(id);
        assertThat(review.list("review_decision")).containsExactly(decision.name());
        assertThat(review.text("review_comment")).isEqualTo("why");
        assertThat("[" + review.body() + "]")
                .isEqualTo(client.get(artefact.path()).body());
    }

    @Test
    void approvalsCombineInTheOrderGiven() { // ER-DEC-03
        List<String> given = List.of("APPROVED_FAULTY_HARDWARE", "APPROVED_ALL_TESTS_PASS", "APPROVED_FAULTY_HARDWARE");
        assertThat(patched("{\"review_decision\": [\"" + String.join("\",\"", given) + "\"]}")
                        .list("review_decision"))
                .isEqualTo(given);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"REJECTED\", \"APPROVED_ALL_TESTS_PASS\"",
                "\"APPROVED_ALL_TESTS_PASS\", \"REJECTED\"",
                "\"REJECTED\", \"REJECTED\""
            })
    void aRejectionCannotBeCombined(String decisions) { // ER-DEC-02
        TestResponse response = client.patch(path, "{\"review_decision\": [" + decisions + "]}");

        assertThat(response.status()).isEqualTo(422);
        assertThat(response.at("detail").size()).isEqualTo(1);
        assertThat(response.text("detail", 0, "type")).isEqualTo("value_error");
        assertThat(response.list("detail", 0, "loc")).containsExactly("body", "review_decision");
        assertThat(response.text("detail", 0, "msg"))
                .isEqualTo("Value error, Environment review can either be rejected or approved");
        assertThat(client.get(artefact.path()).at(0, "review_decision").size()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"review_decision\": [\"REJECTED\", \"rejected\"]} | enum | body review_decision 1",
                "{\"review_decision\": [null]} | enum | body review_decision 0",
                "{\"review_decision\": \"REJECTED\"} | list_type | body review_decision",
                "{\"review_decision\": {}} | list_type | body review_decision",
                "{\"review_comment\": 1} | string_type | body review_comment",
                "{\"id\": \"x\"} | int_parsing | body id",
                "[] | model_attributes_type | body",
            })
    void anInvalidChangeIsRefused(String json, String type, String loc) { // ER-DEC-01
        TestResponse response = client.patch(path, json);
        assertThat(response.status()).isEqualTo(422);
        assertThat(response.text("detail", 0, "type")).isEqualTo(type);
        assertThat(response.list("detail", 0, "loc")).containsExactly(loc.split(" "));
    }

    @Test
    void anUnknownDecisionIsRefusedWithTheKnownOnes() { // ER-DEC-01
        assertThat(client.patch(path, "{\"review_decision\": [\"FINE\"]}").text("detail", 0, "ctx", "expected"))
                .isEqualTo("'REJECTED', 'APPROVED_INCONSISTENT_TEST', 'APPROVED_UNSTABLE_PHYSICAL_INFRA', "
                        + "'APPROVED_CUSTOMER_PREREQUISITE_FAIL', 'APPROVED_FAULTY_HARDWARE' or "
                        + "'APPROVED_ALL_TESTS_PASS'");
    }

    @Test
    void whatIsNullOrAbsentStaysAndEmptyClears() { // ER-DEC-04
        patched("{\"review_decision\": [\"REJECTED\"], \"review_comment\": \"why\"}");

        for (String nothing : List.of("{}", "{\"review_decision\": null, \"review_comment\": null}")) {
            TestResponse same = patched(nothing);
            assertThat(same.list("review_decision")).containsExactly("REJECTED");
            assertThat(same.text("review_comment")).isEqualTo("why");
        }
        TestResponse undecided = patched("{\"review_decision\": []}");
        assertThat(undecided.at("review_decision").size()).isZero();
        assertThat(undecided.text("review_comment")).isEqualTo("why");
        assertThat(patched("{\"review_comment\": \"\"}").text("review_comment")).isEmpty();
    }

    @Test
    void aReviewChangesWhenAndOnlyWhenAValueDoes() { // CONV-29
        patched("{\"review_decision\": [\"REJECTED\"], \"review_comment\": \"why\"}");
        String before = row();

        patched("{\"review_decision\": [\"REJECTED\"], \"review_comment\": \"why\"}");
        assertThat(row()).isEqualTo(before);

        patched("{\"review_comment\": \"why not\"}");
        assertThat(server.database()
                        .strings("SELECT updated_at > created_at FROM artefact_build_environment_review WHERE id = "
                                + id))
                .containsExactly("t");
        assertThat(row()).isNotEqualTo(before);
    }

    @Test
    void nothingFollowsFromAReview() { // ER-DEC-05
        server.database().execute("UPDATE artefact SET status = 'APPROVED' WHERE id = " + artefact.id());
        String before = server.database()
                .strings("SELECT a::text FROM artefact a WHERE id = " + artefact.id())
                .getFirst();

        patched("{\"review_decision\": [\"REJECTED\"]}");

        assertThat(server.database().strings("SELECT a::text FROM artefact a WHERE id = " + artefact.id()))
                .containsExactly(before);
        assertThat(artefact.notified()).isEmpty();
    }

    @Test
    void aReviewOfAnOldBuildCanBeChanged() { // ER-DEC-06
        body.with("revision", 8).start(client);
        assertThat(artefact.reviews(client)).doesNotContain(id);

        assertThat(patched("{\"review_decision\": [\"APPROVED_ALL_TESTS_PASS\"]}")
                        .number("artefact_build", "revision"))
                .isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2147483647", "0", "-1", "99999999999"})
    void anUnknownReviewIsNotFound(String unknown) { // ER-ONE-02, CONV-19
        for (String of : List.of(artefact.path(), "/v1/artefacts/2147483647/environment-reviews")) {
            TestResponse response = client.patch(of + "/" + unknown, "{}");
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.body()).isEqualTo("{\"detail\":\"Environment review " + unknown + " doesn't exist\"}");
        }
    }

    @Test
    void aReviewOfAnotherArtefactIsNotTouched() { // ER-ONE-03
        int other = ReviewedArtefact.of(server, client, StartBody.of("snap")).id();
        String before = row();
        for (int of : List.of(other, Integer.MAX_VALUE)) {
            TestResponse response = client.patch(
                    "/v1/artefacts/" + of + "/environment-reviews/" + id, "{\"review_decision\": [\"REJECTED\"]}");
            assertThat(response.status()).isEqualTo(422);
            assertThat(response.text("detail"))
                    .isEqualTo("Environment review " + id + " doesn't belong to artefact " + of);
        }
        assertThat(row()).isEqualTo(before);
    }

    @Test
    void theIdInTheBodyIsIgnored() { // ER-ONE-04
        int other = ReviewedArtefact.of(server, client, StartBody.of("snap"))
                .reviews(client)
                .getFirst();
        TestResponse review = patched("{\"id\": %d, \"review_comment\": \"mine\"}".formatted(other));
        assertThat(review.number("id")).isEqualTo(id);
        assertThat(server.database()
                        .strings(
                                "SELECT id FROM artefact_build_environment_review WHERE review_comment = 'mine' AND id IN (%d, %d)"
                                        .formatted(id, other)))
                .containsExactly(String.valueOf(id));
    }

    @Test
    void aNulCharacterIsRefused() { // CONV-21
        assertThat(client.patch(path, "{\"review_comment\": \"a\\u0000b\"}").status())
                .isEqualTo(422);
    }

    private TestResponse patched(String json) {
        TestResponse response = client.patch(path, json);
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return response;
    }

    private String row() {
        return server.database()
                .strings("SELECT r::text FROM artefact_build_environment_review r WHERE id = " + id)
                .getFirst();
    }
}
