package dev.assay.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checks how {@code scripts/assay} calls Java, in a checkout with scripts and almost no sources, where {@code java} is a program
 * that prints its arguments.
 */
class CommandScriptTest {
    private static final String SOURCE = "app/src/main/java/A.java";
    private static final String COMPILATION = "app/src/test/java/dev/assay/dev/Workspace.java";

    @TempDir
    private Path folder;

    @BeforeEach
    void checkout() throws IOException {
        try (Stream<Path> scripts = Files.list(Checkout.root().resolve("scripts"))) {
            for (Path script : scripts.toList()) {
                Path copy = write("scripts/" + script.getFileName(), Files.readString(script));
                assertThat(copy.toFile().setExecutable(true)).isTrue();
            }
        }
        for (String java : List.of("java", "javac")) {
            Path program = write("jdk/bin/" + java, "#!/bin/sh\necho \"$@\"\n");
            assertThat(program.toFile().setExecutable(true)).isTrue();
        }
        write("jdk/release", "JAVA_VERSION=\"25.0.1\"\n");
        for (String file : List.of("pom.xml", "app/pom.xml", SOURCE, "migrations/V1.sql")) {
            Files.setLastModifiedTime(write(file, ""), FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        }
        write("app/target/dev.classpath", folder.resolve("pom.xml").toString());
        write("app/target/run.classpath", folder.resolve("pom.xml").toString());
    }

    @ParameterizedTest
    @CsvSource({"serve, 5005", "operator, 5006", "worker, 5007"})
    void whatRunsUntilItIsStoppedFollowsItsSources(String role, String port) throws Exception {
        assertThat(assay(Map.of("DEBUG_PORT", port), role))
                .contains("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + port)
                .endsWith("dev/DevServer.java " + role);
        assertThat(assay(Map.of(), role)).doesNotContain("jdwp");
    }

    @Test
    void othersAreCompiledWhenAFileIsNewer() throws Exception {
        assertThat(assay(Map.of(), "operator", "--help"))
                .contains(COMPILATION)
                .endsWith("dev.assay.cli.Assay operator --help");
        assertThat(assay(Map.of(), "user", "list"))
                .as("a sidecar of a test has no memory to compile")
                .doesNotContain(COMPILATION)
                .endsWith("dev.assay.cli.Assay user list");

        Files.setLastModifiedTime(
                folder.resolve(SOURCE), FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(assay(Map.of(), "user", "list")).contains(COMPILATION);
    }

    @Test
    void whatDoesNotCompileIsNotRun() throws Exception {
        write("jdk/bin/java", "#!/bin/sh\necho \"$@\"\nexit 1\n");

        assertThat(assay(Map.of(), "user", "list")).contains(COMPILATION).doesNotContain("dev.assay.cli.Assay");
    }

    /** The standard output. */
    private String assay(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("scripts/assay"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().put("DB_URL", "postgresql://db/assay");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getErrorStream().transferTo(System.err);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.strip();
    }

    private Path write(String file, String text) throws IOException {
        Path target = folder.resolve(file);
        Files.createDirectories(target.getParent());
        return Files.writeString(target, text);
    }
}
