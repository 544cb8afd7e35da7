package dev.assay.web;

import static dev.assay.web.Tests.CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract README, scalars on the wire: CONV-16 to CONV-29. */
class ScalarsTest {

    /** CONV-17 */
    @ParameterizedTest
    @ValueSource(strings = {"12", "12.0", "\"12\"", "1.2e1", "\" 12 \"", "\"+12\"", "\"1_2\""})
    void aWholeNumberHasManyForms(String number) {
        TestResponse started = Tests.start(Tests.snap(number));

        assertThat(started.status()).as(started.body()).isEqualTo(200);
        assertThat(TestServer.shared().database().strings("""
                        SELECT b.revision FROM test_execution e JOIN artefact_build b ON b.id = e.artefact_build_id
                        WHERE e.id = %d""".formatted(started.number("id"))))
                .containsExactly("12");
    }

    /** CONV-17, CONV-19 */
    @ParameterizedTest
    @CsvSource({
        "12.5, int_from_float",
        "1e-3, int_from_float",
        "'\"12x\"', int_parsing",
        "'\"\"', int_parsing",
        "'\"1.5\"', int_parsing",
        "null, int_type",
        "[], int_type",
        "{}, int_type",
        "2147483648, less_than_equal",
        "-2147483649, greater_than_equal",
        "99999999999999999999999, less_than_equal",
        "1e30, less_than_equal",
        "1e999999999, int_parsing_size",
        "-1e999999999, int_parsing_size",
        "1e-999999999, int_from_float",
        "'\"1e5\"', int_parsing"
    })
    void aValueThatIsNotA32BitIntegerIsRefused(String number, String type) {
        TestResponse answer = Tests.start(Tests.snap(number));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("detail", 0, "type")).isEqualTo(type);
        assertThat(answer.list("detail", 0, "loc").toString()).isEqualTo("[body, snap, revision]");
    }

    @Test
    void aNumberOfManyDigitsIsRefusedQuickly() {
        TestResponse answer = Tests.start(Tests.snap("1" + "0".repeat(200_000)));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body().length()).isLessThan(5000);
    }

    /** CONV-18 */
    @ParameterizedTest
    @ValueSource(strings = {"%d", "%%20%d", "%d%%20", "%d.0", "%d.", "0%d", "%%2B%d"})
    void anIdInAPathHasManyForms(String form) {
        String execution = Tests.execution();
        int id = Integer.parseInt(execution.substring(execution.lastIndexOf('/') + 1));
        TestResponse answer = CLIENT.get("/v1/test-executions/" + form.formatted(id));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.number("id")).isEqualTo(id);
    }

    /** CONV-18 */
    @ParameterizedTest
    @ValueSource(strings = {"x", "5.5", "1e2", "0x5", "5__0", "_5", "5_", "%20", "--5", "5%00", "%D9%A5"})
    void aValueThatIsNotAnIdIsRefused(String id) {
        TestResponse answer = CLIENT.get("/v1/test-executions/" + id);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("detail", 0, "type")).isEqualTo("int_parsing");
        assertThat(answer.list("detail", 0, "loc").toString()).isEqualTo("[path, id]");
    }

    /** CONV-19 */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "2147483647",
                "2147483648",
                "99999999999999999999",
                "-99999999999999999999",
                "9223372036854775808"
            })
    void anIdOutOfRangeDoesNotExist(String id) {
        assertThat(CLIENT.get("/v1/test-executions/" + id).status()).isEqualTo(404);
        assertThat(CLIENT.patch("/v1/test-executions/" + id, "{}").status()).isEqualTo(404);
        assertThat(CLIENT.put("/v1/test-executions/" + id + "/status_update", "{\"events\": []}")
                        .status())
                .isEqualTo(404);
        assertThat(CLIENT.delete(Tests.execution() + "/links/" + id).status()).isEqualTo(404);
    }

    /** CONV-20 */
    @ParameterizedTest
    @ValueSource(strings = {"true", "false", "0", "1", "1.0", "\"Yes\"", "\"OFF\"", "\"t\"", "\"0\""})
    void aBooleanHasManyForms(String flag) {
        assertThat(Tests.start(Tests.body(", \"needs_assignment\": " + flag)).status())
                .isEqualTo(200);
    }

    /** CONV-20 */
    @ParameterizedTest
    @CsvSource({
        "2, bool_parsing",
        "'\"maybe\"', bool_parsing",
        "'\"\"', bool_parsing",
        "null, bool_type",
        "{}, bool_type",
        "[], bool_type"
    })
    void aValueThatIsNotABooleanIsRefused(String flag, String type) {
        assertThat(type(Tests.start(Tests.body(", \"needs_assignment\": " + flag))))
                .isEqualTo(type);
    }

    /** CONV-21 */
    @ParameterizedTest
    @ValueSource(strings = {"5", "true", "null", "[]", "{}"})
    void textIsText(String value) {
        assertThat(type(Tests.start(Tests.body(", \"environment\": " + value)))).isEqualTo("string_type");
    }

    /** CONV-21 */
    @Test
    void textIsNotTrimmed() {
        TestResponse started = Tests.start(Tests.body(", \"environment\": \" e \\t\""));

        assertThat(CLIENT.get("/v1/test-executions/" + started.number("id")).text("environment", "name"))
                .isEqualTo(" e \t");
    }

    /** CONV-21 */
    @ParameterizedTest
    @CsvSource({
        "a\\u0000b, value_error",
        "\\ud800, string_unicode",
        "\\udc00x, string_unicode",
        "x\\ud83d, string_unicode",
        "\\ude00\\ud83d, string_unicode"
    })
    void textThatCannotBeStoredIsRefused(String text, String type) {
        for (String field : List.of("environment", "version", "test_plan", "name", "ci_link")) {
            TestResponse answer = Tests.start(Tests.body(", \"" + field + "\": \"" + text + "\""));

            assertThat(answer.status()).as(field).isEqualTo(422);
            assertThat(type(answer)).as(field).isEqualTo(type);
        }
        assertThat(type(CLIENT.patch(Tests.execution(), "{\"execution_metadata\": {\"" + text + "\": [\"v\"]}}")))
                .isEqualTo(type);
    }

    /** DM text limits: in characters, as PostgreSQL counts them */
    @Test
    void lengthsAreCountedInCharacters() {
        assertThat(Tests.start(Tests.body(", \"environment\": \"" + "😀".repeat(200) + "\""))
                        .status())
                .isEqualTo(200);
        TestResponse tooLong = Tests.start(Tests.body(", \"environment\": \"" + "😀".repeat(201) + "\""));
        assertThat(tooLong.status()).isEqualTo(422);
        assertThat(tooLong.text("detail", 0, "type")).isEqualTo("string_too_long");
        assertThat(tooLong.list("detail", 0, "loc").toString()).isEqualTo("[body, generic, environment]");
        assertThat(tooLong.number("detail", 0, "ctx", "max_length")).isEqualTo(200);
    }

    /** CONV-22 */
    @Test
    void timesAreWrittenNaiveWithSixDigitsOrNone() {
        assertThat(event("\"2025-03-07T09:15:02.12\"")).isEqualTo("2025-03-07T09:15:02.120000");
        assertThat(event("\"2025-03-07T09:15:02\"")).isEqualTo("2025-03-07T09:15:02");
        assertThat(CLIENT.get(Tests.execution()).text("created_at"))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{6})?");
    }

    /** CONV-23, CONV-24 */
    @ParameterizedTest
    @CsvSource({
        "'\"2015-03-21\"', 2015-03-21T00:00:00",
        "'\"2015-03-21T11:08\"', 2015-03-21T11:08:00",
        "'\"2015-03-21t11:08:15z\"', 2015-03-21T11:08:15",
        "'\"2015-03-21 11:08:15\"', 2015-03-21T11:08:15",
        "'\"2015-03-21_11:08:15,5\"', 2015-03-21T11:08:15.500000",
        "'\"2015-03-21T13:08:15+02:00\"', 2015-03-21T11:08:15",
        "'\"2015-03-21T06:38:15-0430\"', 2015-03-21T11:08:15",
        "'\"2015-03-21T11:08:15.1234569\"', 2015-03-21T11:08:15.123456",
        "1426936095, 2015-03-21T11:08:15",
        "'\"1426936095\"', 2015-03-21T11:08:15",
        "1426936095000, 2015-03-21T11:08:15",
        "1.426936095e9, 2015-03-21T11:08:15",
        "1426936095.5, 2015-03-21T11:08:15.500000",
        "20261120, 1970-08-23T12:05:20",
        "-1, 1969-12-31T23:59:59"
    })
    void timesAreReadInManyForms(String sent, String stored) {
        assertThat(event(sent)).isEqualTo(stored);
    }

    /** CONV-23, CONV-24 */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"2026-11-20T10\"",
                "\"2026-11-20T24:00:00\"",
                "\"2026-02-30\"",
                "\"yesterday\"",
                "\"1e9\"",
                "\"\"",
                "\"0001-01-01T00:00:00+01:00\"",
                "\"9999-12-31T23:59:59-01:00\"",
                "\"10000-01-01\"",
                "1e300",
                "1e999999999",
                "-1e15",
                "\"2026-11-20T10:00:00+99:00\""
            })
    void anInvalidTimeIsRefused(String sent) {
        TestResponse answer = sendEvent(Tests.execution(), sent);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("detail", 0, "type")).startsWith("datetime_");
        assertThat(answer.list("detail", 0, "loc").toString()).isEqualTo("[body, events, 0, timestamp]");
    }

    /** CONV-26 */
    @ParameterizedTest
    @CsvSource({
        "http://l.a, http://l.a/",
        "HTTP://EXAMPLE.com:80/a b?q=é#f, http://example.com/a%20b?q=%C3%A9#f",
        "https://example.com:443, https://example.com/",
        "https://example.com:8443/x, https://example.com:8443/x",
        "http://user:pw@example.com/, http://user:pw@example.com/",
        "https://bücher.example/, https://xn--bcher-kva.example/"
    })
    void urlsAreNormalised(String sent, String stored) {
        TestResponse link = CLIENT.post(Tests.execution() + "/links", "{\"label\": \"l\", \"url\": \"" + sent + "\"}");

        assertThat(link.status()).as(link.body()).isEqualTo(200);
        assertThat(link.text("url")).isEqualTo(stored);
    }

    /** CONV-26, ERR-04 */
    @ParameterizedTest
    @CsvSource({
        "'\"x\"', url_parsing",
        "'\"\"', url_parsing",
        "'\"/a/b\"', url_parsing",
        "'\"http://\"', url_parsing",
        "'\"http://h:99999/\"', url_parsing",
        "'\"ftp://h/\"', url_scheme",
        "'\"javascript:alert(1)\"', url_scheme",
        "5, url_type",
        "null, url_type"
    })
    void anInvalidUrlIsRefused(String sent, String type) {
        TestResponse answer = CLIENT.post(Tests.execution() + "/links", "{\"label\": \"l\", \"url\": " + sent + "}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(type(answer)).isEqualTo(type);
        assertThat(answer.list("detail", 0, "loc").toString()).isEqualTo("[body, url]");
    }

    /** CONV-26 */
    @Test
    void aUrlHasAtMost2083Characters() {
        String url = "http://l.a/" + "x".repeat(2072);

        assertThat(CLIENT.post(Tests.execution() + "/links", "{\"label\": \"l\", \"url\": \"" + url + "\"}")
                        .status())
                .isEqualTo(200);
        assertThat(type(CLIENT.post(Tests.execution() + "/links", "{\"label\": \"l\", \"url\": \"" + url + "x\"}")))
                .isEqualTo("url_too_long");
    }

    /** CONV-26: start-test takes any text (TE-START-21) */
    @Test
    void theLinkOfAStartedTestIsKeptAsItIs() {
        TestResponse started = Tests.start(Tests.body(", \"ci_link\": \"Not A URL at all\""));

        assertThat(CLIENT.get("/v1/test-executions/" + started.number("id")).text("ci_link"))
                .isEqualTo("Not A URL at all");
    }

    /** CONV-27 */
    @ParameterizedTest
    @ValueSource(strings = {"\"passed\"", "\"Passed\"", "\"\"", "\"PASSED \"", "5", "null", "[\"PASSED\"]"})
    void enumsAreExact(String status) {
        TestResponse answer = Tests.start(Tests.body(", \"initial_status\": " + status));

        assertThat(type(answer)).isEqualTo("enum");
        assertThat(answer.text("detail", 0, "msg"))
                .isEqualTo("Input should be 'NOT_STARTED', 'IN_PROGRESS', 'PASSED', 'FAILED', 'NOT_TESTED' or"
                        + " 'ENDED_PREMATURELY'");
    }

    private static String event(String timestamp) {
        String execution = Tests.execution();
        TestResponse sent = sendEvent(execution, timestamp);
        assertThat(sent.status()).as(sent.body()).isEqualTo(200);
        return CLIENT.get(execution + "/status_update").text(0, "timestamp");
    }

    private static TestResponse sendEvent(String execution, String timestamp) {
        return CLIENT.put(execution + "/status_update", """
                {"events": [{"event_name": "started", "timestamp": %s, "detail": ""}]}""".formatted(timestamp));
    }

    private static String type(TestResponse answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        return answer.text("detail", 0, "type");
    }
}
