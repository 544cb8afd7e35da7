package dev.assay.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The message of a skipped test. */
class NoClusterTest {

    @Test
    void withoutKubeconfigItSaysWhatToSet() {
        assertThat(Cluster.missing(null))
                .hasValueSatisfying(why -> assertThat(why).contains("KUBECONFIG is not set"));
        assertThat(Cluster.missing(""))
                .hasValueSatisfying(why -> assertThat(why).contains("KUBECONFIG is not set"));
    }

    @Test
    void aFileThatIsNotThereIsNamed(@TempDir Path folder) {
        assertThat(Cluster.missing(folder + "/config"))
                .hasValueSatisfying(
                        why -> assertThat(why).contains("names no file that can be read: " + folder + "/config"));
    }

    @Test
    void aServerThatDoesNotAnswerIsNamed(@TempDir Path folder) throws IOException {
        String server = "http://127.0.0.1:" + FreePort.next();
        Path file = folder.resolve("config");
        Files.writeString(file, """
                apiVersion: v1
                kind: Config
                current-context: gone
                contexts: [{name: gone, context: {cluster: gone, user: nobody}}]
                clusters: [{name: gone, cluster: {server: "%s"}}]
                users: [{name: nobody, user: {token: none}}]
                """.formatted(server));

        assertThat(Cluster.missing(folder.resolve("absent") + File.pathSeparator + file))
                .hasValueSatisfying(why -> assertThat(why).contains(file.toString(), "does not answer at " + server));
    }
}
