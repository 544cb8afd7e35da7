package dev.assay.rerun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.issue.Known;
import dev.assay.testing.Posted;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reruns that issues request (RERUN-1 to RERUN-5), for every way to store results. */
class AutomaticRerunTest {
    private static final String FAILING = """
            <testsuite name="s"><testcase classname="c" name="%s"><failure message="no"/></testcase></testsuite>""";

    private final StartBody body = StartBody.of("generic").linked();

    private void ask(Known known) {
        int issue = known.issue(1);
        known.client().patch("/v1/issues/" + issue, "{\"auto_rerun_enabled\": true}");
        known.rule(issue, """
                {"artefacts": ["%s"], "test_result_statuses": ["FAILED"]}""".formatted(body.text("name")));
    }

    private int requested(TestServer server) {
        return Integer.parseInt(
                server.database().strings("""
                SELECT count(*) FROM test_execution_rerun_request q
                JOIN artefact_build b ON b.id = q.artefact_build_id JOIN artefact a ON a.id = b.artefact_id
                WHERE a.name = '%s'""".formatted(body.text("name"))).getFirst());
    }

    @Test
    void anUploadRequestsARerunAsPostedResultsDo() { // RERUN-1, RERUN-5
        TestServer server = TestServer.shared();
        Known known = Known.on(server);
        ask(known);
        String path = "/v2/uploads?family=generic&name=%s&version=1&environment=here&test_plan=plan"
                .formatted(body.text("name"));
        TestResponse response = server.as(dev.assay.access.Permission.CHANGE_TEST)
                .with("Content-Type", "application/xml")
                .send("POST", path, FAILING.formatted("a"));
        assertThat(response.status()).as(response.body()).isBetween(200, 201);
        assertThat(requested(server)).isEqualTo(1);
    }

    @Test
    void aLargeUploadRequestsARerunToo() { // RERUN-1
        TestServer server = TestServer.shared();
        Known known = Known.on(server);
        ask(known);
        StringBuilder xml = new StringBuilder("<testsuite name=\"s\">");
        for (int i = 0; i < 6_000; i++) {
            xml.append("<testcase classname=\"c\" name=\"%s-%d\"/>".formatted(body.text("name"), i));
        }
        xml.append(FAILING, FAILING.indexOf("<testcase"), FAILING.length());
        String path = "/v2/uploads?family=generic&name=%s&version=1&environment=here&test_plan=plan"
                .formatted(body.text("name"));
        TestResponse response =
                known.client().with("Content-Type", "application/xml").send("POST", path, xml.toString());
        assertThat(response.status()).as(response.body()).isBetween(200, 201);
        assertThat(requested(server)).isEqualTo(1);
        assertThat(known.attached(known.issue(1))).hasSize(1);
    }

    @Test
    void aGroupThatReachedTheLimitGetsNoRequest() { // RERUN-3
        try (TestServer server = TestServer.start(Map.of("assay.reruns.automatic-limit", 2))) {
            Known known = Known.on(server);
            ask(known);
            for (int runs = 1; runs <= 3; runs++) {
                int execution =
                        body.with("ci_link", "https://ci.example/" + runs).start(known.client());
                known.post(execution, Posted.result("a", "FAILED"));
                assertThat(requested(server)).as("run %d", runs).isEqualTo(runs < 2 ? 1 : 0);
            }
            int other = body.with("test_plan", "other").linked().start(known.client());
            known.post(other, Posted.result("a", "FAILED"));
            assertThat(requested(server)).isEqualTo(1);
        }
    }
}
