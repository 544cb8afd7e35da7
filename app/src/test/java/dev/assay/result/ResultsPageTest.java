package dev.assay.result;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.Posted;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultsPageTest {
    private final TestServer server = TestServer.shared();
    private final TestClient client = server.as(CHANGE_TEST, VIEW_TEST);

    @Test
    void aResultHasItsDurationMessageAndOutput() {
        StartBody about = StartBody.of("generic").linked();
        int id = about.start(client);
        client.send(
                "POST",
                "/v2/uploads?family=generic&name=%s&version=%s&environment=%s&ci_link=%s"
                        .formatted(
                                about.text("name"),
                                about.text("version"),
                                about.text("environment"),
                                about.text("ci_link")),
                BodyPublishers.ofString("""
                        <testsuite name="s"><testcase name="a" time="0.0000123"><failure>why</failure>\
                        <system-out>out</system-out></testcase><testcase name="b"/></testsuite>"""));

        TestResponse page = client.get("/v2/test-executions/" + id + "/test-results");

        assertThat(page.body()).matches("""
                \\{"items":\\[\\{"id":\\d+,"name":"s.a","status":"FAILED","duration_seconds":0.000012,"message":"why",\
                "output":"out","category":"s","template_id":"","upload_id":\\d+,"part":null,"reported_name":null,"file":null,"line":null,\
                "ran_at":null,"flaky":false,"attempts":\\[],"attachments":\\[],"properties":\\{},"suite_id":null,"created_at":"[-\\dT:.]+Z"},\
                \\{"id":\\d+,"name":"s.b","status":"PASSED","duration_seconds":null,"message":"","output":"",\
                "category":"s","template_id":"","upload_id":\\d+,"part":null,"reported_name":null,"file":null,"line":null,\
                "ran_at":null,"flaky":false,"attempts":\\[],"attachments":\\[],"properties":\\{},"suite_id":null,"created_at":"[-\\dT:.]+Z"}],"after":null}""");
    }

    @Test
    void linksLeadThroughAllInOrder() {
        int id = started("p", 25);
        List<String> names = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        String path = "/v2/test-executions/" + id + "/test-results?limit=10";
        while (!path.isEmpty()) {
            TestResponse page = client.get(path);
            page.at("items").values().forEach(item -> names.add(item.get("name").getStringValue()));
            sizes.add(page.at("items").size());
            String link = page.header("Link");
            assertThat(link.isEmpty()).isEqualTo(page.at("after").isNull());
            path = link.replace("<" + server.uri(), "").replace(">; rel=\"next\"", "");
        }
        assertThat(sizes).containsExactly(10, 10, 5);
        assertThat(names)
                .containsExactlyElementsOf(
                        IntStream.range(0, 25).mapToObj(i -> "p" + i).toList());
    }

    @Test
    void aFullLastPageHasNoNext() {
        TestResponse page = client.get("/v2/test-executions/" + started("q", 10) + "/test-results?limit=10");
        assertThat(page.at("items").size()).isEqualTo(10);
        assertThat(page.header("Link")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=1001", "limit=x", "limit=", "after=-1", "after=x", "after=99999999999"})
    void aBadCursorIsNamed(String query) {
        TestResponse refused = client.get("/v2/test-executions/1/test-results?" + query);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(refused.text("errors", 0, "at", 0)).isEqualTo("query");
        assertThat(refused.text("errors", 0, "at", 1)).isEqualTo(query.replaceAll("=.*", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2147483647", "4294967296"})
    void anUnknownExecutionIsAProblem(String id) {
        TestResponse unknown = client.get("/v2/test-executions/" + id + "/test-results");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(unknown.text("detail")).contains(id);
        assertThat(unknown.text("hint")).isNotEmpty();
    }

    @Test
    void readingNeedsItsPermission() {
        assertThat(server.as(CHANGE_TEST)
                        .get("/v2/test-executions/1/test-results")
                        .status())
                .isEqualTo(403);
    }

    private int started(String prefix, int count) {
        int id = StartBody.of("generic").start(client);
        assertThat(client.post("/v1/test-executions/" + id + "/test-results", Posted.results(prefix, count))
                        .status())
                .isEqualTo(200);
        return id;
    }
}
