package dev.assay.web;

import static dev.assay.web.Tests.CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract README section 3 (ERR-01 to ERR-08) and the order of checks (CONV-34, CONV-35). */
class ErrorsTest {
    private static final TestClient NOBODY = TestServer.shared().anonymous();

    /** ERR-01 */
    @Test
    void aBusinessErrorIsOneSentence() {
        TestResponse answer = CLIENT.get("/v1/test-executions/0");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("{\"detail\":\"TestExecution not found\"}");
    }

    /** ERR-02, ERR-03 */
    @Test
    void allMistakesAreNamedInOrder() {
        TestResponse answer = CLIENT.put(
                "/v1/test-executions/x/status_update",
                "{\"events\": [{\"timestamp\": \"no\"}, 5, {\"event_name\": 1, \"timestamp\": 0, \"detail\": \"\"}]}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(locs(answer))
                .containsExactly(
                        "[path, id]",
                        "[body, events, 0, event_name]",
                        "[body, events, 0, timestamp]",
                        "[body, events, 0, detail]",
                        "[body, events, 1]",
                        "[body, events, 2, event_name]");
    }

    /** ERR-02 */
    @Test
    void aMistakeHasTypePlaceMessageInputAndPerhapsContext() {
        TestResponse answer = Tests.start("{\"family\": \"charm\", \"name\": \"ferret\"}");

        assertThat(answer.body())
                .startsWith("{\"detail\":[{\"type\":\"missing\",\"loc\":[\"body\",\"charm\",\"version\"],"
                        + "\"msg\":\"Field required\",\"input\":{\"family\":\"charm\",\"name\":\"ferret\"}},");
        TestResponse stage = Tests.start(Tests.snap("1").replace("beta", "gamma"));
        assertThat(stage.body())
                .isEqualTo("{\"detail\":[{\"type\":\"enum\",\"loc\":[\"body\",\"snap\",\"execution_stage\"],"
                        + "\"msg\":\"Input should be 'edge', 'beta', 'candidate' or 'stable'\",\"input\":\"gamma\","
                        + "\"ctx\":{\"expected\":\"'edge', 'beta', 'candidate' or 'stable'\"}}]}");
    }

    /** ERR-03 */
    @Test
    void alternativesMakeAnErrorEachAndABadKeyIsMarked() {
        assertThat(locs(CLIENT.patch(Tests.execution(), "{\"status\": \"DONE\"}")))
                .containsExactly(
                        "[body, status, str-enum[TestExecutionStatus]]", "[body, status, literal['COMPLETED']]");
        assertThat(locs(CLIENT.patch(Tests.execution(), "{\"execution_metadata\": {\"\": [\"v\"]}}")))
                .containsExactly("[body, execution_metadata, , [key]]");
    }

    /** ERR-03 */
    @ParameterizedTest
    @CsvSource({
        "'{\"name\": \"x\"}', union_tag_not_found",
        "'{\"family\": \"rpm\"}', union_tag_invalid",
        "'{\"family\": null}', union_tag_invalid",
        "'{\"family\": {}}', union_tag_invalid",
        "'[]', model_attributes_type",
        "'5', model_attributes_type",
        "'\"snap\"', model_attributes_type"
    })
    void theFamilyTellsTheForm(String body, String type) {
        TestResponse answer = Tests.start(body);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("detail", 0, "type")).isEqualTo(type);
        assertThat(locs(answer)).containsExactly("[body]");
    }

    /** ERR-06 */
    @Test
    void aBodyThatIsNotTextIsABadRequest() {
        for (byte[] bytes : List.of(new byte[] {(byte) 0xff}, new byte[] {'"', (byte) 0xc3, '"'}, new byte[] {
            (byte) 0xed, (byte) 0xa0, (byte) 0x80
        })) {
            TestResponse answer = NOBODY.with("Content-Type", "application/json")
                    .send("PUT", Tests.START, BodyPublishers.ofByteArray(bytes));

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).isEqualTo("{\"detail\":\"There was an error parsing the body\"}");
        }
    }

    /** ERR-07 */
    @ParameterizedTest
    @ValueSource(strings = {"", "null", " null "})
    void aMissingBodyIsNamed(String body) {
        TestResponse answer = Tests.start(body);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"detail\":[{\"type\":\"missing\",\"loc\":[\"body\"],\"msg\":\"Field required\",\"input\":null}]}");
    }

    /** ERR-08 */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"a\"",
                "{\"a\":}",
                "{'a':1}",
                "[1,]",
                "{} {}",
                "nul",
                "01",
                "+1",
                ".5",
                "NaN",
                "\"a",
                "\"\\x\"",
                "\"a\nb\"",
                "// c\n{}",
                " ",
                "[1}"
            })
    void malformedJsonIsNamedWithItsPlace(String body) {
        TestResponse answer = NOBODY.put(Tests.START, body);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.at("detail").size()).isEqualTo(1);
        assertThat(answer.text("detail", 0, "type")).isEqualTo("json_invalid");
        assertThat(answer.text("detail", 0, "loc", 0)).isEqualTo("body");
        assertThat(answer.at("detail", 0, "loc", 1).isNumber()).isTrue();
        assertThat(answer.text("detail", 0, "msg")).isEqualTo("JSON decode error");
        assertThat(answer.at("detail", 0, "input").size()).isZero();
        assertThat(answer.text("detail", 0, "ctx", "error")).isNotEmpty();
    }

    @Test
    void jsonThatNestsTooDeepIsRefused() {
        assertThat(NOBODY.put(Tests.START, "[".repeat(100_000)).text("detail", 0, "type"))
                .isEqualTo("json_invalid");
        assertThat(NOBODY.put(Tests.START, "{\"a\":".repeat(100_000)).text("detail", 0, "type"))
                .isEqualTo("json_invalid");
        String deep = "[".repeat(150) + "]".repeat(150);
        assertThat(Tests.start(Tests.body(", \"x\": " + deep)).status()).isEqualTo(200);
    }

    @Test
    void anAnswerDoesNotGrowWithTheRequest() {
        TestResponse longText = Tests.start(Tests.body(", \"environment\": \"" + "x".repeat(1_000_000) + "\""));
        TestResponse manyMistakes =
                CLIENT.put(Tests.execution() + "/status_update", "{\"events\": [" + "5,".repeat(5000) + "5]}");

        assertThat(longText.status()).isEqualTo(422);
        assertThat(longText.body().length()).isLessThan(10_000);
        assertThat(manyMistakes.status()).isEqualTo(422);
        assertThat(manyMistakes.at("detail").size()).isEqualTo(1000);
    }

    /** CONV-34, CONV-35 */
    @Test
    void theFirstFailedCheckAnswers() {
        assertThat(NOBODY.put("/v1/no-such", "{").status()).isEqualTo(404);
        assertThat(NOBODY.put("/v1/version", "{").status()).isEqualTo(405);
        assertThat(NOBODY.put(Tests.START, "{").status()).isEqualTo(422);
        assertThat(NOBODY.put(Tests.START, "{\"family\": \"rpm\"}").status()).isEqualTo(403);
        assertThat(NOBODY.patch("/v1/test-executions/x", "5").status()).isEqualTo(403);
        assertThat(NOBODY.get("/v1/test-executions/0").status()).isEqualTo(403);
        assertThat(NOBODY.get("/v1/test-executions/0").body()).isEqualTo("{\"detail\":\"Insufficient permissions\"}");
        assertThat(CLIENT.patch("/v1/test-executions/0", "{\"status\": \"DONE\"}")
                        .status())
                .isEqualTo(422);
        assertThat(CLIENT.patch("/v1/test-executions/0", "{\"status\": \"PASSED\"}")
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v2/no-such, 404",
        "DELETE, /v2/limits, 405",
        "HEAD, /v2/limits, 405",
        "GET, /v2/test-executions/0/test-results, 404",
        "GET, /v2/test-executions/x/test-results, 422"
    })
    void v2AnswersProblems(String method, String path, int status) {
        TestResponse answer = CLIENT.send(method, path);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        if (!method.equals("HEAD")) {
            assertThat(answer.number("status")).isEqualTo(status);
            assertThat(answer.text("title")).isNotEmpty();
            assertThat(answer.text("detail")).isNotEmpty();
            assertThat(answer.text("hint")).isNotEmpty();
        }
    }

    @Test
    void v2NamesEveryMistake() {
        TestResponse answer = CLIENT.get("/v2/test-executions/x/test-results?limit=0&after=-1");

        assertThat(answer.at("errors").size()).isEqualTo(3);
        assertThat(answer.list("errors", 0, "at").toString()).isEqualTo("[path, id]");
        assertThat(NOBODY.get("/v2/test-executions/1/test-results").text("detail"))
                .isEqualTo("Insufficient permissions");
    }

    private static List<String> locs(TestResponse answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        return IntStream.range(0, answer.at("detail").size())
                .mapToObj(mistake -> answer.list("detail", mistake, "loc").toString())
                .toList();
    }
}
