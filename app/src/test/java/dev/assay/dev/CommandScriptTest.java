package dev.assay.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
    private static final String COMPILATION = "dev.assay.dev.Workspace main";

    private static final String PRINTS = "#!/bin/sh\necho \"$@\"\n";

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
        // The scripts check what javac and jar write
        for (String java : List.of("java", "javac", "jar")) {
            Path program = write("jdk/bin/" + java, PRINTS + (java.equals("jar") ? "touch $3\n" : ""));
            assertThat(program.toFile().setExecutable(true)).isTrue();
        }
        write("jdk/release", "JAVA_VERSION=\"25.0.1\"\n");
        for (String file : List.of("pom.xml", "app/pom.xml", SOURCE, "migrations/V1.sql")) {
            Files.setLastModifiedTime(write(file, ""), FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        }
        write("app/target/dev.classpath", folder.resolve("pom.xml").toString());
        write("app/target/explorers/none", "");
        write("app/target/run.classpath", folder.resolve("pom.xml").toString());
    }

    @ParameterizedTest
    @CsvSource({"serve, 5005", "operator, 5006", "worker, 5007"})
    void whatRunsUntilItIsStoppedFollowsItsSources(String role, String port) throws Exception {
        assertThat(assay(Map.of("DEBUG_PORT", port), role))
                .contains("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + port)
                .endsWith("dev.assay.dev.DevServer " + role);
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
        write("jdk/bin/java", PRINTS + "exit 1\n");

        assertThat(assay(Map.of(), "user", "list")).contains(COMPILATION).doesNotContain("dev.assay.cli.Assay");
    }

    @Test
    void aPortInUseIsReportedBeforeAnythingIsCompiled() throws Exception {
        try (ServerSocket used = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = used.getLocalPort();
            Ended ended = run(Map.of("PORT", Integer.toString(port)), "scripts/serve");

            assertThat(ended.code()).isEqualTo(2);
            assertThat(ended.err().lines())
                    .containsExactly(
                            "Port " + port + " is in use by another program.",
                            "Stop that program, or choose another port: PORT=" + (port + 1) + " scripts/serve");
            assertThat(ended.out()).isEmpty();
        }
        assertThat(run(Map.of("PORT", "http"), "scripts/serve").err().lines())
                .hasSize(2)
                .first(STRING)
                .contains("not: http");
    }

    @Test
    void withoutADatabaseItSaysWhatToStart() throws Exception {
        for (List<String> command : List.of(
                List.of("scripts/serve", "worker"), List.of("scripts/db", "history"), List.of("scripts/shell"))) {
            Ended ended = run(Map.of("DB_URL", ""), command.toArray(String[]::new));

            assertThat(ended.code()).as("%s", command).isEqualTo(2);
            assertThat(ended.err().lines()).hasSize(2).last(STRING).startsWith("Start scripts/serve, or set DB_URL=");
        }
    }

    @Test
    void settingsAreReadFromAFileUnlessTheEnvironmentHasThem() throws Exception {
        write(".env", "# ports\n\nDEBUG_PORT=\"5005\"\nPORT=none\n");
        assertThat(assay(Map.of(), "worker")).contains("address=127.0.0.1:5005");
        assertThat(assay(Map.of("DEBUG_PORT", "6006"), "worker")).contains("address=127.0.0.1:6006");
        assertThat(run(Map.of(), "scripts/serve").err()).contains("not: none");

        write(".env", "export SECRET=hidden\n");
        Ended refused = run(Map.of(), "scripts/assay", "worker");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("export SECRET", ".env.example").doesNotContain("hidden");
    }

    @Test
    void theExampleOfSettingsIsRead() throws Exception {
        String example = Files.readString(Checkout.root().resolve(".env.example"));
        write(".env", example.replaceAll("(?m)^#(DEBUG_PORT)", "$1"));

        assertThat(assay(Map.of(), "worker")).contains("address=127.0.0.1:5005");
    }

    @Test
    void aNewMigrationHasTheNextNumber() throws Exception {
        write("migrations/schema/V0008__a.sql", "");
        write("migrations/schema/V0010__b.sql", "");

        assertThat(run(Map.of(), "scripts/db", "new", "Rerun reason").out())
                .isEqualTo("migrations/schema/V0011__rerun_reason.sql");
        assertThat(run(Map.of(), "scripts/db", "new", "more").out()).isEqualTo("migrations/schema/V0012__more.sql");
        assertThat(run(Map.of("ASSAY_MIGRATIONS_SITE", "site"), "scripts/db", "new", "lab", "--site")
                        .out())
                .isEqualTo("site/V0001__lab.sql");
        assertThat(folder.resolve("site/V0001__lab.sql")).content().contains("-- needs schema 0012");
        assertThat(run(Map.of(), "scripts/db", "new").code()).isEqualTo(2);
    }

    @Test
    void linesThatNoTestReachedArePrinted() throws Exception {
        write("app/target/site/jacoco/jacoco.xml", """
                <report name="assay"><package name="dev/assay/web"><sourcefile name="Errors.java">\
                <line nr="3" mi="0" ci="2" mb="0" cb="0"/><line nr="4" mi="1" ci="0" mb="0" cb="0"/>\
                <line nr="5" mi="1" ci="0" mb="0" cb="0"/><line nr="9" mi="2" ci="0" mb="0" cb="0"/>\
                </sourcefile></package></report>""");

        assertThat(run(Map.of(), "scripts/coverage", "--report").out())
                .startsWith("app/src/main/java/dev/assay/web/Errors.java:4-5,9\n"
                        + "3 of 4 lines were not reached; 25.0 % are covered");
    }

    /** A commit whose files have a forbidden phrase, or a script with a fault, is refused. */
    @Test
    void theHookChecksTheFilesOfACommit() throws Exception {
        write("scripts/phrases", "#!/bin/sh\nexit 0\n");
        run(Map.of(), "git", "init", "-q");
        run(Map.of(), "scripts/hooks");
        write("scripts/new", "if true\n");
        run(Map.of(), "git", "add", "scripts/new");
        String[] commit = {"git", "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "Add it"};

        assertThat(run(Map.of(), commit).code()).isNotZero();
        write("scripts/new", "echo\n");
        run(Map.of(), "git", "add", "scripts/new");
        Ended accepted = run(Map.of(), commit);
        assertThat(accepted.code()).as(accepted.err()).isZero();
    }

    private record Ended(int code, String out, String err) {}

    /** The standard output. */
    private String assay(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("scripts/assay"));
        command.addAll(List.of(arguments));
        return run(environment, command.toArray(String[]::new)).out();
    }

    private Ended run(Map<String, String> environment, String... command) throws Exception {
        Path err = folder.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        // An image does not train its compiler
        builder.environment().put("ASSAY_VERSION", "1.2.3");
        builder.environment().put("DB_URL", "postgresql://db/assay");
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output.strip(), Files.readString(err));
    }

    private Path write(String file, String text) throws IOException {
        Path target = folder.resolve(file);
        Files.createDirectories(target.getParent());
        return Files.writeString(target, text);
    }
}
