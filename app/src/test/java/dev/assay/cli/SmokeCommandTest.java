package dev.assay.cli;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;
import static org.assertj.core.api.Assertions.assertThat;

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
    void whatIsPostedIsReadBack(@TempDir Path directory) throws IOException {
        Path token = Files.writeString(directory.resolve("token"), server.key(CHANGE_TEST, VIEW_TEST) + "\n");
        Map<String, String> settings = Map.of("ASSAY_URL", server.uri() + "/", "ASSAY_TOKEN_FILE", token.toString());

        assertThat(smoke(settings)).as(err.toString()).isZero();
        // Another time it is another execution
        assertThat(smoke(settings)).as(err.toString()).isZero();

        assertThat(out).asString().contains("2 results and read them back: " + server.uri() + "/v1/test-executions/");
        assertThat(server.database().strings("""
                        SELECT count(DISTINCT e.id) || ' ' || count(*) FROM test_execution e JOIN test_result r ON r.test_execution_id = e.id
                        WHERE e.ci_link LIKE 'smoke:%'""")).containsExactly("2 4");
    }

    @Test
    void aKeyThatMayNotSaysWhichStepFailed() {
        assertThat(smoke(Map.of("ASSAY_URL", server.uri().toString(), "ASSAY_API_KEY", server.key(VIEW_TEST))))
                .isEqualTo(1);
        assertThat(err).asString().contains("PUT " + server.uri() + "/v2/uploads", "answers 403 instead of 201");
    }

    @Test
    void aServerThatIsNotThereIsOneClearMessage() throws IOException {
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
    void withoutAddressItSaysWhatIsMissing() {
        assertThat(smoke(Map.of())).isEqualTo(2);
        assertThat(err).asString().contains("ASSAY_URL", "such as http://localhost:30000");
    }

    private int smoke(Map<String, String> settings) {
        return Assay.commandLine(settings, new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute("smoke");
    }
}
