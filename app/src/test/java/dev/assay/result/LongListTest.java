package dev.assay.result;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import io.micronaut.json.tree.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of results that are too long for memory behave like short ones. */
class LongListTest {
    private static final String LOG = "x".repeat(150);
    private static final int MANY = 6_000;
    private static final String END = "/v1/test-executions/end-test";

    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_TEST).with("Content-Type", "application/json");
    private final StartBody body = StartBody.of("snap").linked();
    private final int id = body.start(client);
    private final String path = "/v1/test-executions/" + id + "/test-results";
    private final String own = body.text("name") + "/";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theLastResultOfACaseStaysAndTheFirstNamesItsCategory(boolean packed) throws IOException { // TR-POST-04 to 06
        ok(client.post(path, "[%s, %s]".formatted(posted(5, "FAILED"), posted(MANY + 7, "FAILED"))));
        String list = list(MANY, i -> posted(i % (MANY / 2), i < MANY / 2 ? "FAILED" : "PASSED"));
        ok(packed ? packed("POST", path, list) : client.post(path, list));

        List<JsonNode> results = results();
        assertThat(results.stream().map(this::shown))
                .containsExactlyElementsOf(IntStream.range(-1, MANY / 2)
                        .mapToObj(i -> i < 0 ? MANY + 7 + " FAILED" : i + " PASSED")
                        .toList());
        assertThat(results.get(9).get("category").getStringValue()).isEqualTo("FAILED");
        assertThat(results.get(9).get("io_log").getStringValue()).isEqualTo(LOG);
        assertThat(client.get("/v1/test-executions/" + id).text("status")).isEqualTo("IN_PROGRESS");
    }

    @Test
    void allMistakesOfAThousandAreNamedAndNothingIsStored() { // TR-POST-01, 10
        TestResponse answer =
                client.post(path, list(MANY, i -> posted(i, i < 1_000 || i > 4_000 ? "PASSED" : "pass" + i)));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.at("detail").size()).isEqualTo(1_000);
        for (int i = 0; i < 1_000; i++) {
            assertThat(answer.list("detail", i, "loc").toString()).isEqualTo("[body, %d, status]".formatted(1_000 + i));
        }
        nothingIsStored();
    }

    /** ERR-02 */
    @Test
    void mistakesOfThePathComeFirst() {
        TestResponse answer = client.post(path.replace("" + id, "x"), list(MANY, i -> "5"));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.list("detail", 0, "loc").toString()).isEqualTo("[path, id]");
        assertThat(answer.list("detail", 1, "loc").toString()).isEqualTo("[body, 0]");
    }

    /** CONV-34: the permission first, then syntax, existence last. */
    @Test
    void checksComeInTheirOrder() {
        String good = list(MANY, i -> posted(i, "PASSED"));
        String bad = good.replace("\"status\": \"PASSED\"", "\"status\": 5");
        String unknown = path.replace("" + id, "2147483647");

        TestResponse syntax = client.post(unknown, bad + " ]");
        assertThat(syntax.status()).isEqualTo(422);
        assertThat(syntax.text("detail", 0, "type")).isEqualTo("json_invalid");
        assertThat(syntax.number("detail", 0, "loc", 1)).isEqualTo(bad.length() + 1);
        assertThat(client.send(
                                "POST",
                                unknown,
                                BodyPublishers.ofByteArray((bad + " ]\u00e9").getBytes(StandardCharsets.ISO_8859_1)))
                        .status())
                .isEqualTo(400);
        assertThat(server.as(VIEW_TEST).post(unknown, bad).status()).isEqualTo(403);
        assertThat(server.as(VIEW_TEST).post(unknown, bad.substring(0, 100_000)).status())
                .isEqualTo(422);
        assertThat(client.post(unknown, bad).status()).isEqualTo(422);
        assertThat(client.post(unknown, good).status()).isEqualTo(404);
        assertThat(client.post(path, good.substring(0, good.length() - 1)).status())
                .isEqualTo(422);
        nothingIsStored();
    }

    @Test
    void theEndOfATestTakesAnyNumber() { // TE-END-01 to 11
        ok(client.post(path, "[%s, %s]".formatted(posted(5, "FAILED"), posted(MANY + 7, "FAILED"))));
        ok(client.put(
                END,
                "{\"test_results\": %s, \"unknown\": %s, \"checkbox_version\": \"4\", \"ci_link\": \"%s\"}"
                        .formatted(
                                list(MANY, i -> ended(i % (MANY - 1), i == 3 ? "fail" : "pass", "t" + i)),
                                list(MANY, i -> posted(i, "")),
                                body.text("ci_link"))));

        List<JsonNode> results = results();
        assertThat(results).hasSize(MANY);
        assertThat(results.stream().map(this::shown))
                .containsExactlyElementsOf(IntStream.range(0, MANY)
                        .mapToObj(i -> i % (MANY - 1) + (i == 3 ? " FAILED" : " PASSED"))
                        .toList());
        assertThat(results.getFirst().get("template_id").getStringValue()).isEqualTo("t" + (MANY - 1));
        assertThat(results.get(1).get("template_id").getStringValue()).isEqualTo("t1");
        TestResponse execution = client.get("/v1/test-executions/" + id);
        assertThat(execution.text("status")).isEqualTo("FAILED");
        assertThat(server.database().strings("SELECT checkbox_version FROM test_execution WHERE id = " + id))
                .containsExactly("4");
    }

    /** CONV-08 */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"test_results\": %1$s, \"test_results\": []; 0",
                "\"test_results\": %1$s, \"test_results\": [%2$s]; 1",
                "\"test_results\": [5], \"test_results\": %1$s; 6000",
                "\"test_results\": null, \"test_results\": %1$s; 6000",
                "\"test_results\": %1$s, \"test_results\": null; -1",
                "\"test_results\": %1$s, \"test_results\": {}; -1",
                "\"test_results\": %1$s, \"test_results\": [5]; -1",
                "\"TEST_RESULTS\": %1$s; -1"
            })
    void theLastOfSeveralListsCounts(String members, int stored) {
        TestResponse answer = client.put(
                END,
                "{\"ci_link\": \"%s\", %s}"
                        .formatted(
                                body.text("ci_link"),
                                members.formatted(list(MANY, i -> ended(i, "pass", "")), ended(1, "pass", ""))));

        assertThat(answer.status()).as(answer.body()).isEqualTo(stored < 0 ? 422 : 200);
        assertThat(results()).hasSize(Math.max(0, stored));
    }

    /** ERR-02: in the order of the fields. */
    @Test
    void mistakesInTheRestOfTheBodyComeInTheirPlace() {
        TestResponse answer = client.put(
                END,
                "{\"test_results\": %s, \"checkbox_version\": 5}"
                        .formatted(list(MANY, i -> i == 4_000 ? "{}" : ended(i, "pass", ""))));

        assertThat(IntStream.range(0, answer.at("detail").size())
                        .mapToObj(i -> answer.list("detail", i, "loc").toString()))
                .startsWith(
                        "[body, ci_link]",
                        "[body, checkbox_version]",
                        "[body, test_results, 4000, name]",
                        "[body, test_results, 4000, status]")
                .hasSize(7);
        assertThat(client.put(
                                END,
                                "{\"ci_link\": \"none\", \"test_results\": %s}"
                                        .formatted(list(MANY, i -> ended(i, "pass", ""))))
                        .status())
                .isEqualTo(404);
        nothingIsStored();
    }

    @Test
    void aTextOfMegabytesIsStored() {
        String log = "é\\u0001".repeat(700_000);
        ok(client.post(path, "[{\"name\": \"%s0\", \"status\": \"PASSED\", \"io_log\": \"%s\"}]".formatted(own, log)));

        assertThat(results().getFirst().get("io_log").getStringValue()).isEqualTo("é\u0001".repeat(700_000));
    }

    private void nothingIsStored() {
        assertThat(client.get(path).body()).isEqualTo("[]");
        assertThat(server.database().strings("SELECT name FROM test_case WHERE name LIKE '%s%%'".formatted(own)))
                .isEmpty();
    }

    private List<JsonNode> results() {
        return StreamSupport.stream(client.get(path).json().values().spliterator(), false)
                .toList();
    }

    /** The number and the status of a result. */
    private String shown(JsonNode result) {
        return result.get("name").getStringValue().substring(own.length()) + " "
                + result.get("status").getStringValue();
    }

    private static void ok(TestResponse answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("null"); // CONV-06
    }

    private static String list(int size, IntFunction<String> item) {
        return IntStream.range(0, size).mapToObj(item).collect(Collectors.joining(", ", "[", "]"));
    }

    private String posted(int number, String status) {
        return "{\"name\": \"%s%d\", \"status\": \"%s\", \"category\": \"%s\", \"io_log\": \"%s\"}"
                .formatted(own, number, status, status, LOG);
    }

    private String ended(int number, String status, String template) {
        return ("{\"name\": \"%s%d\", \"status\": \"%s\", \"category\": \"\", \"comment\": \"\", \"io_log\": \"%s\","
                        + " \"template_id\": \"%s\"}")
                .formatted(own, number, status, LOG, template);
    }

    private TestResponse packed(String method, String to, String json) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(json.getBytes(StandardCharsets.UTF_8));
        }
        return client.with("Content-Encoding", "gzip")
                .send(method, to, BodyPublishers.ofByteArray(packed.toByteArray()));
    }
}
