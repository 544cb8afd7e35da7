package dev.assay.issue;

import static dev.assay.access.Permission.CHANGE_ATTACHMENT_RULE;
import static dev.assay.access.Permission.CHANGE_AUTO_RERUN;
import static dev.assay.access.Permission.CHANGE_ISSUE;
import static dev.assay.access.Permission.CHANGE_ISSUE_ATTACHMENT;
import static dev.assay.access.Permission.CHANGE_ISSUE_ATTACHMENT_BULK;
import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_ISSUE;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Issues of a project that other tests do not use, and results to which to attach them. */
public record Known(TestServer server, TestClient client, String project) {
    private static final AtomicInteger MADE = new AtomicInteger();

    public static Known on(TestServer server) {
        TestClient client = server.as(
                VIEW_ISSUE,
                CHANGE_ISSUE,
                CHANGE_AUTO_RERUN,
                CHANGE_ISSUE_ATTACHMENT,
                CHANGE_ISSUE_ATTACHMENT_BULK,
                CHANGE_ATTACHMENT_RULE,
                CHANGE_TEST,
                VIEW_TEST);
        return new Known(server, client, "acme/tool-" + MADE.incrementAndGet());
    }

    public String url(int number) {
        return "https://github.com/" + project + "/issues/" + number;
    }

    public TestResponse put(String url) {
        return client.put("/v1/issues", "{\"url\": \"%s\"}".formatted(url));
    }

    /** The id of the issue with this number. */
    public int issue(int number) {
        TestResponse response = put(url(number));
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return response.number("id");
    }

    public TestResponse addRule(int issue, String criteria) {
        return client.post("/v1/issues/" + issue + "/attachment-rules", criteria);
    }

    /** The id of a new rule. */
    public int rule(int issue, String criteria) {
        TestResponse response = addRule(issue, criteria);
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return response.number("id");
    }

    /** The ids of the results of a new execution, in the order of the cases. */
    public List<Integer> results(StartBody body, String... posted) {
        int execution = body.start(client);
        post(execution, posted);
        return resultsOf(execution);
    }

    public void post(int execution, String... posted) {
        TestResponse response =
                client.post("/v1/test-executions/" + execution + "/test-results", Arrays.toString(posted));
        assertThat(response.status()).as(response.body()).isEqualTo(200);
    }

    public List<Integer> resultsOf(int execution) {
        return server
                .database()
                .strings("SELECT id FROM test_result WHERE test_execution_id = " + execution + " ORDER BY id")
                .stream()
                .map(Integer::valueOf)
                .toList();
    }

    public TestResponse attach(int issue, String body) {
        return client.post("/v1/issues/" + issue + "/attach", body);
    }

    public TestResponse detach(int issue, String body) {
        return client.post("/v1/issues/" + issue + "/detach", body);
    }

    public static String ids(List<Integer> results) {
        return results.stream().map(String::valueOf).collect(Collectors.joining(", ", "{\"test_results\": [", "]}"));
    }

    /** The results to which an issue is attached, with the rule: {@code 12 by 3} or {@code 12 by hand}. */
    public List<String> attached(int issue) {
        return server.database().strings("""
                SELECT test_result_id || ' by ' || coalesce(attachment_rule_id::text, 'hand')
                FROM issue_test_result_attachment WHERE issue_id = %d ORDER BY test_result_id""".formatted(issue));
    }
}
