package dev.assay.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scripts are the project's vocabulary: each is short, is executable, and says what it is for. */
class ScriptsTest {
    private static final int LINES = 40;

    static List<Path> all() throws IOException {
        try (Stream<Path> scripts = Files.list(Checkout.root().resolve("scripts"))) {
            return scripts.sorted().toList();
        }
    }

    /** The scripts that people call; a file with a dot in its name is read by them. */
    static List<Path> commands() throws IOException {
        return all().stream()
                .filter(script -> !script.getFileName().toString().contains("."))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("all")
    void isShort(Path script) throws IOException {
        assertThat(Files.readAllLines(script)).hasSizeLessThanOrEqualTo(LINES);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void isExecutableAndStrict(Path script) throws IOException {
        assertThat(script).isExecutable();
        assertThat(Files.readAllLines(script)).startsWith("#!/usr/bin/env bash").contains("set -euo pipefail");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void saysWhatItIsForFromAnyFolder(Path script) throws Exception {
        assertThat(output(script.toString(), "--help")).startsWith("scripts/" + script.getFileName() + " ");
    }

    @Test
    void helpListsThemAll() throws Exception {
        String listed = output(Checkout.root().resolve("scripts/help").toString());

        for (Path script : commands()) {
            assertThat(listed.lines()).anyMatch(line -> line.startsWith("scripts/" + script.getFileName() + " "));
        }
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(Path.of(System.getProperty("java.io.tmpdir")).toFile())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
