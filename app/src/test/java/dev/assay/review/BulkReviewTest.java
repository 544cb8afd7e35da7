package dev.assay.review;

import static dev.assay.access.Permission.CHANGE_ENVIRONMENT_REVIEW;
import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_ENVIRONMENT_REVIEW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import dev.assay.testing.Together;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BulkReviewTest {
    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_ENVIRONMENT_REVIEW, CHANGE_ENVIRONMENT_REVIEW);
    private final StartBody body = StartBody.of("snap");
    private final ReviewedArtefact artefact = ReviewedArtefact.of(
            server,
            Stream.of("-a", "-b", "-c")
                    .map(suffix -> body.with("environment", body.text("environment") + suffix)
                            .start(client))
                    .toList()
                    .getFirst());
    private final List<Integer> ids = artefact.reviews(client);

    @Test
    void eachElementIsAChangeOfItsOwn() { // ER-BULK-01
        TestResponse response = patch("""
                [{"id": %d, "review_decision": ["REJECTED"]},
                 {"id": %d, "review_decision": ["APPROVED_ALL_TESTS_PASS", "APPROVED_FAULTY_HARDWARE"],
                  "review_comment": "fine"}]""".formatted(ids.get(2), ids.get(0)));

        assertThat(response.header("Content-Type")).isEqualTo("application/json");
        assertThat(numbers(response)).containsExactly(ids.get(2), ids.get(0));
        assertThat(response.list(0, "review_decision")).containsExactly("REJECTED");
        assertThat(response.text(0, "review_comment")).isEmpty();
        assertThat(response.list(1, "review_decision"))
                .containsExactly("APPROVED_ALL_TESTS_PASS", "APPROVED_FAULTY_HARDWARE");
        assertThat(response.text(1, "review_comment")).isEqualTo("fine");
        TestResponse stored = client.get(artefact.path());
        assertThat(stored.at(0).toString()).isEqualTo(response.at(1).toString());
        assertThat(stored.at(1, "review_decision").size()).isZero();
        assertThat(stored.at(2).toString()).isEqualTo(response.at(0).toString());
    }

    @Test
    void anEmptyListChangesNothing() { // ER-BULK-01
        assertThat(patch("[]").body()).isEqualTo("[]");
    }

    @Test
    void changesOfOtherReviewsAreSkipped() { // ER-BULK-02
        int other = ReviewedArtefact.of(server, client, StartBody.of("snap"))
                .reviews(client)
                .getFirst();

        TestResponse response = patch("""
                [{"review_decision": ["REJECTED"]}, {"id": null}, {"id": 2147483647, "review_comment": "a"},
                 {"id": 99999999999999999999}, {"id": -1}, {"id": %d, "review_decision": ["REJECTED"]},
                 {"id": %d, "review_decision": []}]""".formatted(other, ids.get(1)));

        assertThat(numbers(response)).containsExactly(ids.get(1));
        assertThat(decisions(other)).isEqualTo("{}");
    }

    @Test
    void anUnknownArtefactHasNoReviewsToChange() { // ER-BULK-02
        for (String unknown : List.of("2147483647", "99999999999")) {
            TestResponse response = client.patch(
                    "/v1/artefacts/" + unknown + "/environment-reviews",
                    "[{\"id\": %d, \"review_decision\": [\"REJECTED\"]}]".formatted(ids.getFirst()));
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("[]");
        }
        assertThat(decisions(ids.getFirst())).isEqualTo("{}");
    }

    @Test
    void changesOfOneReviewApplyInTheirOrder() { // ER-BULK-03
        TestResponse response = patch("""
                [{"id": %1$d, "review_decision": ["REJECTED"], "review_comment": "first"}, {"id": %2$d},
                 {"id": %1$d, "review_comment": "second"}, {"id": %1$d, "review_decision": []},
                 {"id": %1$d, "review_decision": ["APPROVED_ALL_TESTS_PASS"], "review_comment": null}]
                """.formatted(ids.get(0), ids.get(1)));

        assertThat(numbers(response)).containsExactly(ids.get(0), ids.get(1), ids.get(0), ids.get(0), ids.get(0));
        for (int i : List.of(0, 2, 3, 4)) {
            assertThat(response.list(i, "review_decision")).containsExactly("APPROVED_ALL_TESTS_PASS");
            assertThat(response.text(i, "review_comment")).isEqualTo("second");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"review_decision\": [\"FINE\"]} | enum | body 1 review_decision 0",
                "{\"review_decision\": [\"REJECTED\", \"REJECTED\"]} | value_error | body 1 review_decision",
                "{\"review_decision\": 1} | list_type | body 1 review_decision",
                "7 | model_attributes_type | body 1",
                "{\"id\": 1.5} | int_from_float | body 1 id",
            })
    void oneMistakeRefusesAll(String element, String type, String loc) { // ER-BULK-04, 05
        TestResponse response = client.patch(
                artefact.path(),
                "[{\"id\": %d, \"review_decision\": [\"REJECTED\"]}, %s]".formatted(ids.getFirst(), element));

        assertThat(response.status()).isEqualTo(422);
        assertThat(response.text("detail", 0, "type")).isEqualTo(type);
        assertThat(response.list("detail", 0, "loc")).containsExactly(loc.split(" "));
        assertThat(decisions(ids.getFirst())).isEqualTo("{}");
    }

    @Test
    void theBodyIsAList() { // ER-BULK-04
        TestResponse response = client.patch(artefact.path(), "{\"id\": 1}");
        assertThat(response.status()).isEqualTo(422);
        assertThat(response.text("detail", 0, "type")).isEqualTo("list_type");
        assertThat(response.list("detail", 0, "loc")).containsExactly("body");
    }

    @Test
    void aListMayBeLongButNotEndless() {
        String element = "{\"id\": %d}".formatted(ids.getFirst());
        assertThat(patch("[" + (element + ",").repeat(9_999) + element + "]")
                        .json()
                        .size())
                .isEqualTo(10_000);

        TestResponse response = client.patch(artefact.path(), "[" + (element + ",").repeat(10_000) + element + "]");
        assertThat(response.status()).isEqualTo(422);
        assertThat(response.text("detail", 0, "type")).isEqualTo("too_long");
        assertThat(response.number("detail", 0, "ctx", "max_length")).isEqualTo(10_000);
    }

    @Test
    void onlyWhatChangesIsChangedAndAtOneTime() { // ER-BULK-05, CONV-28, CONV-29
        patch("[{\"id\": %d, \"review_comment\": \"same\"}]".formatted(ids.get(1)));
        String before = updated(ids.get(1));

        patch("""
                [{"id": %d, "review_comment": "new"}, {"id": %d, "review_comment": "same"},
                 {"id": %d, "review_comment": "new"}]""".formatted(ids.get(0), ids.get(1), ids.get(2)));

        assertThat(updated(ids.get(1))).isEqualTo(before);
        assertThat(updated(ids.get(0))).isGreaterThan(before).isEqualTo(updated(ids.get(2)));
    }

    @RepeatedTest(3)
    void writersInOppositeOrderDoNotBlockEachOther() {
        List<Integer> backwards = ids.reversed();

        List<TestResponse> responses = Together.call(
                12,
                i -> patch((i % 2 == 0 ? ids : backwards)
                        .stream()
                                .map(id -> "{\"id\": %d, \"review_comment\": \"%d\"}".formatted(id, i))
                                .collect(Collectors.joining(",", "[", "]"))));

        assertThat(responses).hasSize(12);
        assertThat(server.database()
                        .strings(
                                "SELECT DISTINCT review_comment FROM artefact_build_environment_review WHERE id IN (%d, %d, %d)"
                                        .formatted(ids.get(0), ids.get(1), ids.get(2))))
                .hasSize(1);
        for (int i = 0; i < responses.size(); i++) {
            TestResponse response = responses.get(i);
            assertThat(Collections.nCopies(3, String.valueOf(i)))
                    .isEqualTo(IntStream.range(0, 3)
                            .mapToObj(at -> response.text(at, "review_comment"))
                            .toList());
        }
    }

    private TestResponse patch(String json) {
        TestResponse response = client.patch(artefact.path(), json);
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return response;
    }

    private static List<Integer> numbers(TestResponse response) {
        return IntStream.range(0, response.json().size())
                .mapToObj(i -> response.number(i, "id"))
                .toList();
    }

    private String decisions(int review) {
        return server.database()
                .strings("SELECT review_decision FROM artefact_build_environment_review WHERE id = " + review)
                .getFirst();
    }

    private String updated(int review) {
        return server.database()
                .strings("SELECT updated_at FROM artefact_build_environment_review WHERE id = " + review)
                .getFirst();
    }
}
