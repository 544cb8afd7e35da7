package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.ServerProcess;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestClient;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.TestResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process takes from its environment, which is why this test needs a process. */
class ServeCommandTest {
    private static final Map<String, String> SETTINGS =
            Map.of("IGNORE_PERMISSIONS", "change_test,view_test,change_issue", "JIRA_HOST", "jira.example.com");

    @Test
    void theServerUsesItsEnvironment(@TempDir Path directory) throws Exception {
        TestDatabase database = TestDatabase.fresh();
        try (ServerProcess server = ServerProcess.start(database, directory.resolve("log"), SETTINGS)) {
            timesAreUtc(database, server);
            issuesAreInTheJiraOfTheSetting(server.client());
            server.process().destroy();
            server.process().waitFor();
        }
        startAndStopAreLogged(Files.readString(directory.resolve("log")), database);
    }

    private static void startAndStopAreLogged(String log, TestDatabase database) {
        assertThat(log)
                .containsPattern("Started version=\"[^\"]+\" port=\"\\d+\" metrics=\"\\d+\" database=\"")
                .contains("database=\"" + database.url() + "\" roles=\"api,background,delivery\"")
                .containsSubsequence("Started", "Stopping role=\"SERVE\"", "Stopped role=\"SERVE\"")
                .doesNotContain(":" + database.url().password() + "@");
    }

    private static void issuesAreInTheJiraOfTheSetting(TestClient client) {
        TestResponse known = client.put("/v1/issues", "{\"url\": \"https://jira.example.com/browse/to-5\"}");
        assertThat(known.text("source")).as(known.body()).isEqualTo("jira");
        assertThat(known.text("url")).isEqualTo("https://jira.example.com/browse/TO-5");
        TestResponse unknown = client.put("/v1/issues", "{\"url\": \"https://warthogs.atlassian.net/browse/to-5\"}");
        assertThat(unknown.status()).isEqualTo(422);
        assertThat(unknown.body()).contains("https://jira.example.com/browse/<PROJECT-123>");
    }

    private static void timesAreUtc(TestDatabase database, ServerProcess berlin) { // CONV-22 to 24
        TestClient client = berlin.client();
        String path = "/v1/test-executions/" + StartBody.of("snap").start(client);
        // On that day, clocks in Berlin go from 02:00 to 03:00
        client.put(path + "/status_update", """
                {"events": [{"event_name": "a", "timestamp": "2026-03-29T02:30:00.123456", "detail": ""},
                            {"event_name": "b", "timestamp": "2026-03-29T05:00:00+02:00", "detail": ""}]}""");
        database.execute("UPDATE test_execution SET created_at = '2026-03-29 02:30:00'");

        assertThat(client.get(path + "/status_update").body())
                .contains("\"2026-03-29T02:30:00.123456\"", "\"2026-03-29T03:00:00\"");
        assertThat(client.get(path).text("created_at")).isEqualTo("2026-03-29T02:30:00");
    }
}
