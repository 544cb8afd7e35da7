package dev.assay.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.Posted;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultReportTest {
    private static final String PATH = "/v1/reports/test-results";
    private static final String HEADER =
            "Artefact.family,Artefact.id,Artefact.name,Artefact.version,Artefact.status,Artefact.track,Artefact.stage,"
                    + "Artefact.series,Artefact.repo,Artefact.os,Artefact.series,Artefact.created_at,TestExecution.id,"
                    + "TestExecution.status,TestExecution.c3_link,TestExecution.checkbox_version,TestPlan.name,"
                    + "Environment.name,Environment.architecture,TestCase.template_id,TestCase.name,TestCase.category,"
                    + "TestResult.status,TestResult.created_at\r\n";

    private final TestServer server =
            TestServer.start(Map.of("assay.access.ignore-permissions", "change_test,view_test,view_report"));
    private final TestClient client = server.anonymous();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anEmptyReportIsItsHeader() { // REP-02, 03, 20, 21
        StartBody.of("generic").start(client);
        TestResponse report = client.get(PATH);
        assertThat(report.header("Content-Type")).isEqualTo("text/csv; charset=utf-8");
        assertThat(report.body()).isEqualTo(HEADER);
        assertThat(client.get("/v2/reports/test-results").body()).isEmpty();
    }

    @Test
    void aResultIsARow() { // REP-04, 05, 20, 21, 22
        arrange();
        assertThat(client.get(PATH).body()).isEqualTo(HEADER + """
                deb,1,n,v,UNDECIDED,,proposed,noble,main,,noble,2026-05-01 00:00:00,1,IN_PROGRESS,,4,plan,here,amd64,,\
                "a,b",c,PASSED,2026-05-02 07:41:10.004000\r
                deb,1,n,v,UNDECIDED,,proposed,noble,main,,noble,2026-05-01 00:00:00,1,IN_PROGRESS,,4,plan,here,amd64,\
                "'=t",tab\there,,FAILED,2026-05-02 07:41:10.004000\r
                """);
    }

    @Test
    void theSameAsLinesOfJson() {
        arrange();
        TestResponse report = client.get("/v2/reports/test-results");
        assertThat(report.header("Content-Type")).isEqualTo("application/x-ndjson");
        String shared = """
                {"artefact":{"family":"deb","id":1,"name":"n","version":"v","status":"UNDECIDED","track":"",\
                "stage":"proposed","series":"noble","repo":"main","os":"","created_at":"2026-05-01T00:00:00Z"},\
                "test_execution":{"id":1,"status":"IN_PROGRESS","c3_link":null,"checkbox_version":"4",\
                "test_plan":"plan"},"environment":{"name":"here","architecture":"amd64"},"test_case":""";
        assertThat(report.body()).isEqualTo(shared + """
                        {"template_id":"","name":"a,b","category":"c"},"test_result":{"id":1,"status":"PASSED",\
                        "created_at":"2026-05-02T07:41:10.004Z"}}
                        """ + shared + """
                        {"template_id":"=t","name":"tab\\there","category":""},"test_result":{"id":2,"status":"FAILED",\
                        "created_at":"2026-05-02T07:41:10.004Z"}}
                        """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "''; 1 2",
                "start_date=2026-05-01; 1 2",
                "start_date=2026-05-01T00:00:00.000001; 2",
                "end_date=2026-05-01; 1",
                "end_date=2026-04-30T23:59:59; ''",
                "start_date=2026-05-02&end_date=2026-05-03; 2",
                "end_date=9999-01-01; 1 2 3"
            })
    void theArtefactsDateCounts(String query, String executions) { // REP-01, 20
        for (String day : List.of("2026-05-01", "2026-05-03", "9000-01-01")) {
            int id = StartBody.of("generic").start(client);
            client.post("/v1/test-executions/" + id + "/test-results", Posted.results("r", 1));
            server.database()
                    .execute("UPDATE artefact SET archived = true, created_at = '%s' WHERE id = %d".formatted(day, id));
        }
        assertThat(client.get(PATH + "?" + query).body().lines().skip(1).map(line -> line.split(",", -1)[12]))
                .containsExactly(executions.isEmpty() ? new String[0] : executions.split(" "));
    }

    private void arrange() {
        int id = StartBody.of("deb").start(client);
        TestResponse posted = client.post("/v1/test-executions/" + id + "/test-results", """
                [{"name": "a,b", "status": "PASSED", "category": "c", "comment": "x", "io_log": "y"},
                 {"name": "tab\\there", "status": "FAILED", "template_id": "=t"}]""");
        assertThat(posted.status()).isEqualTo(200);
        server.database().execute("""
                UPDATE test_execution SET checkbox_version = '4'; UPDATE test_plan SET name = 'plan';
                UPDATE artefact SET name = 'n', version = 'v', created_at = '2026-05-01';
                UPDATE environment SET name = 'here'; UPDATE test_result SET created_at = '2026-05-02 07:41:10.004'
                """);
    }
}
