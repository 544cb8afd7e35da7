package dev.assay.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.Posted;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestResponse;
import dev.assay.testing.TestServer;
import dev.assay.testing.Together;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Many callers write issues, attachments and rules at the same time: every request succeeds, and nothing is stored
 * twice.
 */
class ConcurrentIssuesTest {
    private final TestServer server = TestServer.shared();
    private final Known known = Known.on(server);
    private final TestClient client = known.client();

    @Test
    void concurrentCallersCreateOneIssue() { // ISS-12
        for (int round = 1; round <= 5; round++) {
            String url = known.url(round);
            List<TestResponse> answers = Together.call(
                    20,
                    i -> i % 2 == 0
                            ? known.put(url)
                            : client.put("/v1/issues", "{\"url\": \"%s\", \"title\": \"T\"}".formatted(url)));
            assertThat(answers).extracting(TestResponse::status).containsOnly(200);
            assertThat(answers.stream().map(answer -> answer.number("id")).distinct())
                    .hasSize(1);
            assertThat(client.get("/v1/issues/" + answers.getFirst().number("id"))
                            .text("title"))
                    .isEqualTo("T");
        }
    }

    @Test
    void attachingAndDetachingTheSameResults() { // ATT-4, ATT-5
        StartBody body = StartBody.of("generic");
        List<Integer> results = new ArrayList<>(known.results(
                body,
                IntStream.range(0, 500)
                        .mapToObj(i -> Posted.result("c" + i, "FAILED"))
                        .toArray(String[]::new)));
        int issue = known.issue(1);
        List<TestResponse> answers = Together.call(12, i -> {
            List<Integer> some = new ArrayList<>(results);
            Collections.rotate(some, i * 40);
            return i % 3 == 2 ? known.detach(issue, Known.ids(some)) : known.attach(issue, Known.ids(some));
        });
        assertThat(answers).extracting(TestResponse::status).containsOnly(200);
        known.attach(issue, Known.ids(results));
        assertThat(known.attached(issue)).hasSize(500);
    }

    @Test
    void attachingResultsThatAreBeingReplaced() { // ATT-5
        StartBody body = StartBody.of("generic");
        String[] posted = IntStream.range(0, 100)
                .mapToObj(i -> Posted.result("r" + i, "FAILED"))
                .toArray(String[]::new);
        int execution = body.start(client);
        known.post(execution, posted);
        int issue = known.issue(1);
        String all = "{\"test_results_filters\": {\"artefacts\": [\"%s\"]}}".formatted(body.text("name"));
        List<Integer> statuses = Together.call(8, i -> {
            if (i % 4 == 0) {
                known.post(execution, posted);
                return 200;
            }
            return i % 4 == 1
                    ? known.attach(issue, Known.ids(known.resultsOf(execution))).status()
                    : i % 4 == 2
                            ? known.attach(issue, all).status()
                            : known.detach(issue, all).status();
        });
        assertThat(statuses).allMatch(status -> status == 200 || status == 404);
        assertThat(known.resultsOf(execution)).hasSize(100);
    }

    @Test
    void rulesComeAndGoWhileResultsAreStored() { // ARULE-7, ARULE-10
        StartBody body = StartBody.of("generic");
        String rule = "{\"artefacts\": [\"%s\"]}".formatted(body.text("name"));
        List<Integer> issues = IntStream.range(1, 9).mapToObj(known::issue).toList();
        List<Integer> executions = IntStream.range(0, 8)
                .mapToObj(i -> body.with("test_plan", body.text("name") + i).start(client))
                .toList();
        Together.call(16, i -> {
            for (int round = 0; round < 5; round++) {
                if (i < 8) {
                    known.post(
                            executions.get(i),
                            Posted.result(i + "/a" + round, "FAILED"),
                            Posted.result(i + "/b", "FAILED"));
                } else {
                    int issue = issues.get(i - 8);
                    int id = known.rule(issue, rule);
                    String path = "/v1/issues/" + issue + "/attachment-rules/" + id;
                    assertThat(client.patch(path, "{\"enabled\": %s}".formatted(round % 2 == 0))
                                    .status())
                            .isEqualTo(200);
                    assertThat(client.delete(path).status()).isEqualTo(204);
                }
            }
            return true;
        });
        assertThat(server.database().strings("""
                SELECT count(*) FROM attachment_rule_key k WHERE run_key = 'artefact:%s'""".formatted(body.text("name")))).containsExactly("0");
        issues.forEach(issue -> assertThat(known.attached(issue)).allMatch(line -> line.endsWith("by hand")));
    }
}
