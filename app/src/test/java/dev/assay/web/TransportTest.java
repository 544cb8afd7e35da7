package dev.assay.web;

import static dev.assay.web.Tests.CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract README section 1: CONV-02 to CONV-15. */
class TransportTest {

    /** CONV-02 */
    @ParameterizedTest
    @ValueSource(
            strings = {"/v1/version/", "/v1/test-executions/1/", "/v1/test-executions/", "/v1//version", "/V1/version"})
    void aPathHasOneSpelling(String path) {
        TestResponse answer = CLIENT.get(path);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("{\"detail\":\"Not Found\"}");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    }

    /** CONV-04 */
    @ParameterizedTest
    @CsvSource({"GET, /v1/version, 200", "GET, /, 200", "GET, /no-such, 404", "POST, /v1/version, 405"})
    void everyAnswerIsJsonWithoutCharset(String method, String path, int status) {
        TestResponse answer = CLIENT.send(method, path);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    }

    /** CONV-04 */
    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/xml", "*/*", "image/png", "application/problem+json", "nonsense"})
    void whatTheCallerWishesToReceiveChangesNothing(String accept) {
        TestResponse found = CLIENT.with("Accept", accept).get(Tests.execution());
        TestResponse missing = CLIENT.with("Accept", accept).get("/v1/test-executions/0");

        assertThat(found.status()).isEqualTo(200);
        assertThat(found.header("Content-Type")).isEqualTo("application/json");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.header("Content-Type")).isEqualTo("application/json");
        assertThat(missing.body()).isEqualTo("{\"detail\":\"TestExecution not found\"}");
    }

    /** CONV-04 */
    @Test
    void textIsUtf8AndUnescaped() {
        TestResponse started = Tests.start(Tests.body(", \"environment\": \"Ærø ☃ 😀\""));
        TestResponse read = CLIENT.get("/v1/test-executions/" + started.number("id"));

        assertThat(read.body()).contains("\"name\":\"Ærø ☃ 😀\"").doesNotContain(": ", "\\u");
    }

    /** CONV-05 */
    @Test
    void whatIsMissingIsNullOrEmpty() {
        TestResponse read = CLIENT.get(Tests.execution());

        assertThat(read.at("ci_link").isNull()).isTrue();
        assertThat(read.at("c3_link").isNull()).isTrue();
        assertThat(read.at("rerun_priority").isNull()).isTrue();
        assertThat(read.at("relevant_links").size()).isZero();
        assertThat(read.body()).contains("\"execution_metadata\":{}", "\"relevant_links\":[]");
    }

    /** CONV-06 */
    @Test
    void nothingIsAnsweredAsNullAndADeletionAsNoContent() {
        String execution = Tests.execution();
        TestResponse put = CLIENT.put(execution + "/status_update", "{\"events\": []}");
        TestResponse link = CLIENT.post(execution + "/links", "{\"label\": \"log\", \"url\": \"http://l.a\"}");
        TestResponse deleted = CLIENT.delete(execution + "/links/" + link.number("id"));

        assertThat(put.status()).isEqualTo(200);
        assertThat(put.body()).isEqualTo("null");
        assertThat(put.header("Content-Type")).isEqualTo("application/json");
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        assertThat(deleted.header("Content-Type")).isEmpty();
    }

    /** CONV-07 */
    @Test
    void unknownPropertiesAndParametersAreIgnored() {
        assertThat(Tests.start(Tests.body(", \"colour\": {\"a\": [1]}")).status())
                .isEqualTo(200);
        assertThat(CLIENT.get(Tests.execution() + "?colour=red&id=x&colour").status())
                .isEqualTo(200);
    }

    /** CONV-08 */
    @Test
    void theLastOfSeveralKeysWins() {
        TestResponse started = Tests.start(Tests.body(", \"environment\": 5, \"environment\": \"last\""));

        assertThat(CLIENT.get("/v1/test-executions/" + started.number("id")).text("environment", "name"))
                .isEqualTo("last");
    }

    /** CONV-08 */
    @Test
    void aByteOrderMarkIsTolerated() {
        assertThat(Tests.start("\uFEFF" + Tests.body("")).status()).isEqualTo(200);
    }

    /** CONV-09 */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json; charset=utf-8",
                "application/vnd.ci+json",
                "APPLICATION/JSON",
                "Application/Vnd.Ci+Json; v=1"
            })
    void jsonIsReadWhateverItIsCalled(String type) {
        assertThat(CLIENT.with("Content-Type", type)
                        .put(Tests.START, Tests.body(""))
                        .status())
                .isEqualTo(200);
    }

    /** CONV-09 */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "text/json",
                "nonsense",
                ""
            })
    void aBodyNotDeclaredAsJsonIsNotRead(String type) {
        TestResponse answer = CLIENT.with("Content-Type", type).put(Tests.START, Tests.body(""));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("detail", 0, "type")).isEqualTo("model_attributes_type");
        assertThat(answer.list("detail", 0, "loc").toString()).isEqualTo("[body]");
    }

    /** CONV-09 */
    @Test
    void aBodyWithoutContentTypeIsNotReadAndAnEmptyOneIsMissing() {
        TestResponse untyped = CLIENT.send("PUT", Tests.START, BodyPublishers.ofString(Tests.body("")));
        TestResponse empty = CLIENT.send("PUT", Tests.START);

        assertThat(untyped.status()).isEqualTo(422);
        assertThat(untyped.text("detail", 0, "type")).isEqualTo("model_attributes_type");
        assertThat(empty.status()).isEqualTo(422);
        assertThat(empty.text("detail", 0, "type")).isEqualTo("missing");
    }

    /** CONV-11, CONV-12 */
    @ParameterizedTest
    @CsvSource({
        "limit=x&limit=5, 200",
        "limit=5&limit=x, 422",
        "limit=, 422",
        "limit, 422",
        "limit=0, 422",
        "limit=1001, 422"
    })
    void theLastValueOfAParameterCountsAndAnEmptyOneIsAValue(String query, int status) {
        String path = Tests.execution().replace("/v1/", "/v2/") + "/test-results?" + query;

        assertThat(CLIENT.get(path).status()).isEqualTo(status);
    }

    /** CONV-14 */
    @ParameterizedTest
    @CsvSource({
        "HEAD, /v1/version, GET",
        "HEAD, /, GET",
        "HEAD, /health/live, GET",
        "OPTIONS, /v1/version, GET",
        "PUT, /v1/version, GET",
        "TRACE, /v1/version, GET",
        "HEAD, /v1/test-executions/1, 'GET, PATCH'",
        "DELETE, /v1/test-executions/1, 'GET, PATCH'",
        "OPTIONS, /v1/test-executions/1/status_update, 'GET, POST, PUT'",
        "HEAD, /v1/test-executions/1/links, POST",
        "GET, /v1/test-executions/1/links, POST"
    })
    void anotherMethodIsNotAllowed(String method, String path, String allow) {
        TestResponse answer = CLIENT.send(method, path);

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo(allow);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        if (!method.equals("HEAD")) {
            assertThat(answer.body()).isEqualTo("{\"detail\":\"Method Not Allowed\"}");
        }
    }

    /** CONV-14 */
    @ParameterizedTest
    @ValueSource(strings = {"PUT", "HEAD", "OPTIONS", "DELETE", "PATCH"})
    void anUnknownPathIsNotFoundWithAnyMethod(String method) {
        assertThat(CLIENT.send(method, "/v1/no-such-thing").status()).isEqualTo(404);
    }

    /** CONV-15 */
    @Test
    void fixedSegmentsWinButOnlyForTheirMethods() {
        TestResponse asId = CLIENT.get(Tests.START);

        assertThat(asId.status()).isEqualTo(422);
        assertThat(asId.text("detail", 0, "type")).isEqualTo("int_parsing");
        assertThat(asId.list("detail", 0, "loc").toString()).isEqualTo("[path, id]");
        assertThat(TestServer.shared().anonymous().get(Tests.START).status()).isEqualTo(403);
        assertThat(CLIENT.put(Tests.START, Tests.body("")).status()).isEqualTo(200);
    }

    @Test
    void aBodyOnAGetIsIgnored() {
        assertThat(CLIENT.send("GET", Tests.execution(), BodyPublishers.ofString("{nonsense"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aBodyInPiecesIsRead() {
        byte[] bytes = Tests.body("").getBytes(StandardCharsets.UTF_8);
        TestResponse chunked = CLIENT.with("Content-Type", "application/json")
                .send("PUT", Tests.START, BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(bytes)));

        assertThat(chunked.status()).isEqualTo(200);
    }
}
