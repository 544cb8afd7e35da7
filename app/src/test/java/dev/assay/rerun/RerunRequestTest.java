package dev.assay.rerun;

import static dev.assay.rerun.Queue.ids;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** POST with ids that returns the requests. */
class RerunRequestTest {
    private static final List<String> FAMILIES = StartBody.FAMILIES;

    private final Queue queue = Queue.of(TestServer.shared());

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void aRequestIsShownWithItsExecutionAndArtefact(String family) { // RR-15, RR-16, RR-30
        StartBody body = StartBody.of(family).linked();
        int id = queue.start(body);

        TestResponse answer = queue.request(ids(id));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().size()).isEqualTo(1);
        assertThat(StreamSupport.stream(answer.at(0).entries().spliterator(), false)
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrder(
                        "test_execution_id",
                        "ci_link",
                        "family",
                        "test_execution",
                        "artefact",
                        "artefact_build",
                        "priority",
                        "created_at");
        assertThat(answer.number(0, "test_execution_id")).isEqualTo(id);
        assertThat(answer.text(0, "ci_link")).isEqualTo(body.text("ci_link"));
        assertThat(answer.text(0, "family")).isEqualTo(family);
        assertThat(answer.at(0, "test_execution"))
                .isEqualTo(queue.tester().get("/v1/test-executions/" + id).json());
        assertThat(answer.at(0, "test_execution", "is_rerun_requested").getBooleanValue())
                .isTrue();
        assertThat(answer.number(0, "test_execution", "rerun_priority")).isZero();
        assertThat(answer.text(0, "artefact", "version")).isEqualTo(body.text("version"));
        assertThat(answer.text(0, "artefact_build", "architecture")).isEqualTo("amd64");
        assertThat(answer.number(0, "priority")).isZero();
        assertThat(LocalDateTime.parse(answer.text(0, "created_at")))
                .isEqualTo(queue.row(id, "to_char(q.created_at, 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"));
        assertThat(queue.agent()
                        .get(Queue.PATH + "?environment=" + body.text("environment"))
                        .json())
                .isEqualTo(answer.json());
    }

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void aStartTakesTheRequestOfItsGroup(String family) { // TE-START-49
        StartBody body = StartBody.of(family);
        int first = queue.start(body);
        int other = queue.start(body.with("test_plan", body.text("test_plan") + " other"));
        queue.request(ids(first, other));

        int second = queue.start(body);

        assertThat(queue.requested(first, second, other)).containsExactly(other);
        assertThat(queue.in(body)).containsExactly(other);
        assertThat(queue.tester()
                        .get("/v1/test-executions/" + first)
                        .at("is_rerun_requested")
                        .getBooleanValue())
                .isFalse();
    }

    @Test
    void aStartWithAKnownLinkTakesItsGroupsRequest() { // TE-START-49
        StartBody body = StartBody.of("snap").linked();
        int id = queue.start(body);
        queue.request(ids(id));
        assertThat(queue.start(body)).isEqualTo(id);
        assertThat(queue.requested(id)).isEmpty();
    }

    @Test
    void theMostRecentExecutionOfTheGroupIsShown() { // RR-30
        StartBody body = StartBody.of("charm").linked();
        int first = queue.start(body);
        int second = queue.start(body.linked());
        int third = queue.start(body.linked());
        queue.server()
                .database()
                .execute("UPDATE test_execution SET created_at = created_at + interval '1 hour' WHERE id IN (%d, %d)"
                        .formatted(first, second));

        assertThat(Queue.executions(queue.request(ids(third)))).containsExactly(second);
        assertThat(queue.in(body)).containsExactly(second);
    }

    @Test
    void oneEntryForEachIdInTheirOrder() { // RR-17
        StartBody body = StartBody.of("deb");
        int first = queue.start(body);
        int other = queue.start(StartBody.of("deb"));
        int second = queue.start(body);

        TestResponse answer = queue.request(ids(second, other, first, second));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(Queue.executions(answer)).containsExactly(second, other, second);
        assertThat(answer.at(0)).isEqualTo(answer.at(2));
        assertThat(queue.in(body)).containsExactly(second);
    }

    @Test
    void longListsAreReturnedInFull() { // RR-17
        StartBody body = StartBody.of("generic");
        List<Integer> executions = IntStream.range(0, 450)
                .mapToObj(i -> queue.start(body.with("test_plan", body.text("test_plan") + i % 225)))
                .toList();

        TestResponse answer = queue.request(ids(executions));

        assertThat(Queue.executions(answer))
                .containsExactlyElementsOf(IntStream.range(0, 450)
                        .mapToObj(i -> executions.get(225 + i % 225))
                        .toList());
        assertThat(queue.in(body)).hasSize(225);
    }

    @Test
    void unknownIdsAreLeftOut() { // RR-16
        int known = queue.start(1).getFirst();
        TestResponse answer = queue.request("{\"test_execution_ids\": [%d, 2147483647, 99999999999]}".formatted(known));
        assertThat(answer.status()).isEqualTo(207);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(Queue.executions(answer)).containsExactly(known);
        assertThat(queue.requested(known)).containsExactly(known);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"test_execution_ids\": []}",
                "{\"test_execution_ids\": [2147483647, -1]}",
                "{\"test_execution_ids\": [99999999999]}",
                "{\"priority\": 3, \"test_results_filters\": null, \"test_executions_filters\": null}"
            })
    void noKnownIdAtAll(String body) { // RR-15
        Queue.isRefused(queue.request(body), 404, "Didn't find test executions with provided ids");
    }

    @Test
    void repeatedRequestsKeepTheirPlace() { // RR-18, RR-19
        int id = queue.start(1).getFirst();
        String created = queue.request(ids(id)).text(0, "created_at");
        String row = queue.row(id, "q.id || ' ' || q.updated_at");

        TestResponse again = queue.request(ids(id));
        assertThat(again.text(0, "created_at")).isEqualTo(created);
        assertThat(again.number(0, "priority")).isZero();
        assertThat(queue.row(id, "q.id || ' ' || q.updated_at")).isEqualTo(row);

        TestResponse urgent = queue.request(ids(id, ", \"priority\": 7"));
        assertThat(urgent.number(0, "priority")).isEqualTo(7);
        assertThat(urgent.number(0, "test_execution", "rerun_priority")).isEqualTo(7);
        assertThat(urgent.text(0, "created_at")).isEqualTo(created);

        assertThat(queue.request(ids(id, ", \"priority\": null")).number(0, "priority"))
                .isEqualTo(7);
        assertThat(queue.request(ids(id, ", \"priority\": 0")).number(0, "priority"))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1_000_000, -1, 0, 1_000_000})
    void newRequestsGetThePriority(int priority) { // RR-10, RR-19
        int id = queue.start(1).getFirst();
        assertThat(queue.request(ids(id, ", \"priority\": " + priority)).number(0, "priority"))
                .isEqualTo(priority);
    }

    @ParameterizedTest
    @CsvSource({
        "1000001, less_than_equal",
        "-1000001, greater_than_equal",
        "1.5, int_from_float",
        "'\"x\"', int_parsing"
    })
    void prioritiesOutOfBounds(String priority, String type) { // RR-10, RR-12
        int id = queue.start(1).getFirst();
        TestResponse answer = queue.request(ids(id, ", \"priority\": " + priority));
        Queue.isInvalid(answer, type, "body", "priority");
        assertThat(answer.at("detail").size()).isEqualTo(1);
        assertThat(queue.requested(id)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"test_execution_ids\": null}', set_type, test_execution_ids",
        "'{\"test_execution_ids\": 5}', set_type, test_execution_ids",
        "'{\"test_execution_ids\": [1, null]}', int_type, test_execution_ids 1",
        "'{\"test_execution_ids\": [\"x\"]}', int_parsing, test_execution_ids 0",
        "'{\"test_results_filters\": []}', model_attributes_type, test_results_filters",
        "'{\"test_executions_filters\": 1}', model_attributes_type, test_executions_filters",
        "'[]', model_attributes_type, ''",
    })
    void everyMistakeIsReportedOnce(String body, String type, String place) { // RR-10, RR-12, RR-32
        String[] loc = ("body " + place).strip().split(" ");
        for (TestResponse answer : List.of(
                queue.request(body),
                queue.requester().post(Queue.PATH + "?silent=true", body),
                queue.requester().delete(Queue.PATH, body))) {
            Queue.isInvalid(answer, type, loc);
            assertThat(answer.at("detail").size()).isEqualTo(1);
        }
    }

    @Test
    void aBodyIsRequired() { // RR-11, RR-32
        for (String method : List.of("POST", "DELETE")) {
            TestResponse answer = queue.requester().send(method, Queue.PATH);
            Queue.isInvalid(answer, "missing", "body");
            assertThat(answer.at("detail").size()).isEqualTo(1);
            Queue.isInvalid(queue.requester().send(method, Queue.PATH, "null"), "missing", "body");
            Queue.isInvalid(queue.requester().send(method, Queue.PATH, "{"), "json_invalid", "body", "1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"test_results_filters\": {\"families\": [\"snap\"]}",
                "\"test_results_filters\": {}",
                "\"test_executions_filters\": {}",
                "\"test_executions_filters\": {\"artefacts\": [\"x\"]}, \"test_results_filters\": null"
            })
    void filtersOnlySilently(String filter) { // RR-14
        int id = queue.start(1).getFirst();
        for (String body : List.of("{" + filter + "}", ids(id, ", " + filter))) {
            Queue.isRefused(queue.request(body), 422, "Creating rerun requests from filters must be done silently");
        }
        assertThat(queue.requested(id)).isEmpty();
    }

    @Test
    void aWordThatIsNotABooleanIsRefused() { // RR-13
        Queue.isInvalid(
                queue.requester().post(Queue.PATH + "?silent=maybe", ids(1)), "bool_parsing", "query", "silent");
    }

    @Test
    void thePathIsNotAnExecutionsId() { // CONV-15
        Queue.isInvalid(queue.tester().patch(Queue.PATH, "{}"), "int_parsing", "path", "id");
        assertThat(queue.tester().get(Queue.PATH).status()).isEqualTo(403);
        TestResponse put = queue.tester().put(Queue.PATH, "{}");
        assertThat(put.status()).isEqualTo(405);
        assertThat(put.header("Allow")).contains("DELETE", "GET", "POST");
    }
}
