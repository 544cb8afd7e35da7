package dev.assay.cli;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestProxy;
import dev.assay.testing.TestServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmokeCommandTest {
    private final TestServer server = TestServer.shared();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void thePostedFileIsReadBack(@TempDir Path directory) throws IOException {
        Path token = Files.writeString(directory.resolve("token"), server.key(CHANGE_TEST, VIEW_TEST) + "\n");
        Map<String, String> settings = Map.of("ASSAY_URL", server.uri() + "/", "ASSAY_TOKEN_FILE", token.toString());

        int before = results();
        assertThat(smoke(settings)).as(err.toString()).isZero();
        // A second call makes another execution
        assertThat(smoke(settings)).as(err.toString()).isZero();

        assertThat(out).asString().contains("2 results and read them back: " + server.uri() + "/v1/test-executions/");
        assertThat(results() - before).isEqualTo(4);
    }

    private int results() {
        return Integer.parseInt(server.database().strings("""
                        SELECT count(*) FROM test_execution e JOIN test_result r ON r.test_execution_id = e.id
                        WHERE e.ci_link LIKE 'smoke:%'""").getFirst());
    }

    /** CONF-28 */
    @Test
    void requestsGoThroughTheProxy() {
        try (TestProxy proxy = TestProxy.to(server.uri().getPort(), "")) {
            String key = server.key(CHANGE_TEST, VIEW_TEST);
            Map<String, String> settings =
                    Map.of("ASSAY_URL", "http://assay.internal", "ASSAY_API_KEY", key, "http_proxy", proxy.url());

            assertThat(smoke(settings)).as(err.toString()).isZero();
            assertThat(proxy.asked()).hasSize(2).allMatch(line -> line.contains(" http://assay.internal/"));
        }
    }

    @Test
    void aKeyWithoutRightsShowsWhichStepFailed() {
        assertThat(smoke(Map.of("ASSAY_URL", server.uri().toString(), "ASSAY_API_KEY", server.key(VIEW_TEST))))
                .isEqualTo(1);
        assertThat(err).asString().contains("PUT " + server.uri() + "/v2/uploads", "answers 403 instead of 201");
    }

    @Test
    void anUnreachableServerGivesOneClearMessage() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        assertThat(smoke(Map.of("ASSAY_URL", "http://localhost:" + port))).isEqualTo(1);
        assertThat(err)
                .asString()
                .contains("http://localhost:" + port + " does not answer")
                .doesNotContain("\tat ");
    }

    @Test
    void withoutAnAddressItSaysWhatIsMissing() {
        assertThat(smoke(Map.of())).isEqualTo(2);
        assertThat(err).asString().contains("ASSAY_URL", "such as http://localhost:30000");
    }

    private int smoke(Map<String, String> settings) {
        return Assay.commandLine(settings, new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute("smoke");
    }
}
