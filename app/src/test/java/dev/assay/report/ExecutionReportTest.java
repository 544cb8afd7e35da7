package dev.assay.report;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_REPORT;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.Posted;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import io.micronaut.json.tree.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutionReportTest {
    private static final String PATH = "/v1/reports/test-executions";
    private static final String HEADER =
            "Artefact.family,Artefact.id,Artefact.name,Artefact.version,Artefact.status,Artefact.track,Artefact.stage,"
                    + "Artefact.series,Artefact.repo,Artefact.os,TestExecution.id,TestExecution.status,"
                    + "TestExecution.ci_link,TestExecution.c3_link,TestExecution.checkbox_version,"
                    + "TestExecution.test_plan,TestExecution.created_at,Environment.name,Environment.architecture,"
                    + "ArtefactBuildEnvironmentReview.review_decision,ArtefactBuildEnvironmentReview.review_comment,"
                    + "TestEvents\r\n";

    private final TestServer server =
            TestServer.start(Map.of("assay.access.ignore-permissions", "change_test,view_test,view_report"));
    private final TestClient client = server.anonymous();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anEmptyReportIsItsHeader() { // REP-02, 03, 12
        TestResponse report = client.get(PATH);
        assertThat(report.status()).isEqualTo(200);
        assertThat(report.header("Content-Type")).isEqualTo("text/csv; charset=utf-8");
        assertThat(report.header("Content-Disposition")).isEmpty();
        assertThat(report.header("Cache-Control")).isEqualTo("no-store");
        assertThat(report.body()).isEqualTo(HEADER);
    }

    @Test
    void anExecutionIsARow() { // REP-04, 05, 12, 13
        StartBody snap = StartBody.of("snap").with("ci_link", "https://ci.example/1");
        snap.start(client);
        StartBody.of("deb").start(client);
        server.database().execute("""
                UPDATE test_execution SET checkbox_version = '4', created_at = '2026-05-02 07:41:10.004' WHERE id = 1;
                UPDATE test_execution SET status = 'FAILED', c3_link = '', created_at = '2026-05-02 07:41:10' WHERE id = 2;
                UPDATE artefact SET archived = true, name = 'n', version = 'v' WHERE id = 1;
                UPDATE artefact SET name = 'm', version = 'w' WHERE id = 2;
                UPDATE environment SET name = 'here ' || id;
                UPDATE test_plan SET name = 'plan ' || id
                """);
        assertThat(client.get(PATH).body()).isEqualTo(HEADER + """
                snap,1,n,v,UNDECIDED,latest,beta,,,,1,IN_PROGRESS,https://ci.example/1,,4,plan 1,\
                2026-05-02 07:41:10.004000,here 1,amd64,[],,[]\r
                deb,2,m,w,UNDECIDED,,proposed,noble,main,,2,FAILED,,,,plan 2,2026-05-02 07:41:10,here 2,amd64,[],,[]\r
                """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "''; 1 2 3",
                "start_date=2026-05-02T08:00:00; 2 3",
                "start_date=2026-05-02T10:00:00%2B02:00; 2 3",
                "start_date=2026-05-02T08:00:00.000001; 3",
                "end_date=2026-05-02T08:00:00; 1 2",
                "end_date=2026-05-02T07:59:59.999999; 1",
                "end_date=2026-05-02; ''",
                "end_date=2026-05-03; 1 2 3",
                "start_date=2026-05-02&end_date=2026-05-02T08:00; 1 2",
                "start_date=2026-05-03; ''",
                "start_date=0001-01-01&end_date=9999-12-31; 1 2 3 4"
            })
    void thePeriodIncludesItsEnds(String query, String ids) { // REP-01, 10
        for (String hour : List.of("07:00", "08:00", "09:00")) {
            int id = StartBody.of("generic").start(client);
            created(id, "2026-05-02 " + hour);
        }
        created(StartBody.of("generic").start(client), "9000-01-01");
        assertThat(ids(client.get(PATH + "?" + query))).isEqualTo(ids);
    }

    @ParameterizedTest
    @ValueSource(strings = {"start_date=", "start_date=now", "end_date=2026-13-01", "end_date=2026-05-02T10"})
    void anInvalidTimeIsRefused(String query) { // REP-01
        for (String path : List.of(PATH, "/v1/reports/test-results")) {
            TestResponse refused = client.get(path + "?" + query);
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.body()).contains("\"loc\":[\"query\",\"" + query.replaceAll("=.*", "") + "\"]");
        }
        assertThat(client.get("/v2/reports/test-results?" + query).status()).isEqualTo(422);
    }

    @Test
    void anExecutionWithoutReviewIsLeftOut() { // REP-11
        StartBody.of("generic").start(client);
        StartBody.of("generic").start(client);
        server.database().execute("DELETE FROM artefact_build_environment_review WHERE artefact_build_id = 1");
        assertThat(ids(client.get(PATH))).isEqualTo("2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; '[]'",
                "{REJECTED}; '[REJECTED]'",
                "'{APPROVED_FAULTY_HARDWARE,APPROVED_ALL_TESTS_PASS}'; '\"[APPROVED_FAULTY_HARDWARE, APPROVED_ALL_TESTS_PASS]\"'"
            })
    void decisionsAreNamed(String decisions, String cell) { // REP-14
        StartBody.of("generic").start(client);
        server.database().execute("UPDATE artefact_build_environment_review SET review_decision = '" + decisions + "'");
        assertThat(client.get(PATH).body()).endsWith(",amd64," + cell + ",,[]\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "plain; 'plain'",
                "é 漢 😀; 'é 漢 😀'",
                "it's; \"it's\"",
                "\"so\"; '\"so\"'",
                "it's \"so\"; 'it\\'s \"so\"'",
                "\\ \\n; '\\\\ \\\\n'",
                "LF TAB CR; '\\n \\t \\r'",
                "BEL DEL; '\\x07 \\x7f'",
                "NBSP ZWSP BOM; '\\xa0 \\u200b \\ufeff'",
                "TAG; '\\U000e0001'",
            })
    void eventsAreWrittenAsPythonDoes(String detail, String python) { // REP-15
        int id = StartBody.of("generic").start(client);
        String text = detail.replace("LF", "\n")
                .replace("TAB", "\t")
                .replace("CR", "\r")
                .replace("BEL", "\u0007")
                .replace("DEL", "\u007f")
                .replace("NBSP", "\u00a0")
                .replace("ZWSP", "\u200b")
                .replace("BOM", "\ufeff")
                .replace("TAG", Character.toString(0xe0001));
        assertThat(client.put("/v1/test-executions/" + id + "/status_update", events(text))
                        .status())
                .isEqualTo(200);
        String list = "[{'event_name': 'job_start', 'timestamp': '2026-05-02 07:41:10:004', 'detail': " + python
                + "}, {'event_name': 'end', 'timestamp': '2026-05-02 07:40:00:000', 'detail': ''}]"; // REP-16
        assertThat(client.get(PATH).body()).endsWith(",[],,\"" + list.replace("\"", "\"\"") + "\"\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "plain words; plain words",
                "it's; it's",
                "a,b; \"a,b\"",
                "say \"so\"; \"say \"\"so\"\"\"",
                "a|b; \"a|b\"",
                "a~b; \"a~b\"",
                "a\\nb; a\\nb",
                "é漢😀; é漢😀",
                "=1+1; \"'=1+1\"",
                "+1; \"'+1\"",
                "-1; \"'-1\"",
                "@SUM(A1); \"'@SUM(A1)\"",
                "~=1; \"'~=1\"",
                "^=1; \"'^=1\"",
                "=\"a\"; \"'=\"\"a\"\"\"",
                "a=1; a=1"
            })
    void cellsAreQuotedWhereNeededAndNeverFormulas(String comment, String cell) { // REP-03
        StartBody.of("generic").start(client);
        server.database()
                .execute("UPDATE artefact_build_environment_review SET review_comment = $$" + control(comment) + "$$");
        assertThat(client.get(PATH).body()).endsWith(",[]," + control(cell) + ",[]\r\n");
    }

    @Test
    void theSameAsLinesOfJson() {
        int id = StartBody.of("snap").start(client);
        client.put("/v1/test-executions/" + id + "/status_update", events("d"));
        server.database().execute("""
                UPDATE test_execution SET created_at = '2026-05-02 07:41:10.004';
                UPDATE artefact SET name = 'n', version = 'v'; UPDATE environment SET name = 'here';
                UPDATE test_plan SET name = 'plan';
                UPDATE artefact_build_environment_review
                SET review_decision = '{REJECTED,APPROVED_FAULTY_HARDWARE}', review_comment = 'no, "never"'
                """);
        TestResponse report = client.get("/v2/reports/test-executions");
        assertThat(report.header("Content-Type")).isEqualTo("application/x-ndjson");
        assertThat(report.body()).isEqualTo("""
                {"artefact":{"family":"snap","id":1,"name":"n","version":"v","status":"UNDECIDED","track":"latest",\
                "stage":"beta","series":"","repo":"","os":""},"test_execution":{"id":1,"status":"IN_PROGRESS",\
                "ci_link":null,"c3_link":null,"checkbox_version":null,"test_plan":"plan",\
                "created_at":"2026-05-02T07:41:10.004Z"},"environment":{"name":"here","architecture":"amd64"},\
                "environment_review":{"review_decision":["REJECTED","APPROVED_FAULTY_HARDWARE"],\
                "review_comment":"no, \\"never\\""},"events":[{"event_name":"job_start",\
                "timestamp":"2026-05-02T07:41:10.004999Z","detail":"d"},{"event_name":"end",\
                "timestamp":"2026-05-02T07:40:00Z","detail":""}]}
                """);
        assertThat(client.get("/v2/reports/test-executions?end_date=2026-05-01").body())
                .isEmpty();
    }

    @Test
    void aDateAsTheEndIncludesThatDayOnV2Only() { // REP-01
        int id = StartBody.of("generic").start(client);
        created(id, "2026-05-02 23:59:59.999999");
        client.post("/v1/test-executions/" + id + "/test-results", Posted.results("case", 1));
        server.database().execute("UPDATE artefact SET created_at = '2026-05-02 23:59:59.999999'");

        for (String report : List.of("test-executions", "test-results")) {
            String path = "/v2/reports/" + report + "?end_date=";
            assertThat(client.get(path + "2026-05-02").body().lines()).hasSize(1);
            assertThat(client.get(path + "2026-05-02T23:59:59.999998").body()).isEmpty();
            assertThat(client.get(path + "2026-05-01").body()).isEmpty();
            String v1 = "/v1/reports/" + report + "?end_date=";
            assertThat(client.get(v1 + "2026-05-02").body().lines()).hasSize(1);
            assertThat(client.get(v1 + "2026-05-03").body().lines()).hasSize(2);
        }
    }

    @Test
    void readingNeedsItsPermission() { // CONV-32
        try (TestServer strict = TestServer.start()) {
            TestClient other = strict.as(CHANGE_TEST, VIEW_TEST);
            for (String path : List.of(
                    "/v1/reports/test-executions",
                    "/v1/reports/test-results",
                    "/v2/reports/test-executions",
                    "/v2/reports/test-results")) {
                assertThat(other.get(path).status()).isEqualTo(403);
                assertThat(strict.as(VIEW_REPORT).get(path).status()).isEqualTo(200);
            }
        }
    }

    private static String control(String text) {
        return text.replace('|', '\n').replace('~', '\r').replace('^', '\t');
    }

    private static String events(String detail) {
        String event = "{\"event_name\":\"%s\",\"timestamp\":\"%s\",\"detail\":%s}";
        return "{\"events\":["
                + event.formatted(
                        "job_start", "2026-05-02T07:41:10.004999Z", json(detail).replace("\u007f", "\\u007f"))
                + "," + event.formatted("end", "2026-05-02T07:40:00Z", "\"\"") + "]}";
    }

    private static String json(String text) {
        try {
            return io.micronaut.json.JsonMapper.createDefault().writeValueAsString(JsonNode.createStringNode(text));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void created(int id, String time) {
        server.database().execute("UPDATE test_execution SET created_at = '%s' WHERE id = %d".formatted(time, id));
    }

    private static String ids(TestResponse report) {
        assertThat(report.status()).as(report.body()).isEqualTo(200);
        return String.join(
                " ",
                report.body()
                        .lines()
                        .skip(1)
                        .map(line -> line.split(",", -1)[10])
                        .toList());
    }
}
