package dev.assay.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image's entry point, with a {@code java} that records its arguments and does not handle signals yet. */
class EntrypointTest {
    @TempDir
    private Path directory;

    private Path log;

    @BeforeEach
    void arrange() throws IOException {
        log = Files.createFile(directory.resolve("log"));
        Path java = Files.writeString(directory.resolve("java"), """
                #!/bin/sh
                echo "$@" >>%s
                case "$*" in
                  *--end | *--version) exit 0 ;;
                  *--wrong) exit 2 ;;
                esac
                exec sleep 60
                """.formatted(log));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Process start(String... arguments) throws IOException {
        ProcessBuilder command = new ProcessBuilder("sh", "../scripts/entrypoint.sh").inheritIO();
        command.command().addAll(List.of(arguments));
        command.environment().put("PATH", directory + ":" + System.getenv("PATH"));
        return command.start();
    }

    private List<String> started(Process process, int times) throws Exception {
        while (Files.readAllLines(log).size() < times) {
            assertThat(process.waitFor(20, TimeUnit.MILLISECONDS)).as("ended").isFalse();
        }
        return Files.readAllLines(log);
    }

    @Test
    void aCollectorThatIsToldToEndTooEarlyStartsAgainAndEnds() throws Exception {
        Process process = start("collect", "--url", "x");
        started(process, 1);

        process.destroy();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(Files.readAllLines(log))
                .hasSize(2)
                .first()
                .asString()
                .contains("collect.options", "collect.aot")
                .endsWith("dev.assay.cli.CollectCommand --url x");
        assertThat(Files.readAllLines(log).getLast()).endsWith("dev.assay.cli.CollectCommand --url x --end");
    }

    @Test
    void aCollectorThatFailsByItselfEndsWithItsCode() throws Exception {
        Process process = start("collect", "--wrong");

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(Files.readAllLines(log)).hasSize(1);
    }

    @Test
    void aServerIsThisVeryProcess() throws Exception {
        Process process = start("serve");

        assertThat(started(process, 1).getFirst()).contains("jvm.options", "assay.aot");
        assertThat(process.toHandle().descendants()).isEmpty();
        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
}
