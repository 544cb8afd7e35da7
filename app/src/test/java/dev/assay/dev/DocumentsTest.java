package dev.assay.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents refer only to things that exist, and are written in plain words (scripts/phrases). */
class DocumentsTest {
    private static final Path ROOT = Checkout.root();
    private static final Path DECISIONS = ROOT.resolve("docs/adr");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)[^)]*\\)");
    private static final Pattern TEST = Pattern.compile("\\b[A-Z][A-Za-z]+Test(#\\w+)?\\b");
    private static final Pattern CLASS = Pattern.compile("`@?([A-Z][A-Za-z]*[a-z][A-Za-z]*)(?:[.#(][^`]*)?`");

    static List<Path> documents() throws IOException {
        return files(".md");
    }

    @ParameterizedTest
    @MethodSource("documents")
    void linksLeadToFiles(Path document) throws IOException {
        assertThat(LINK.matcher(Files.readString(document)).results().map(link -> link.group(1)))
                .filteredOn(link -> !link.contains(":"))
                .allSatisfy(link -> assertThat(document.resolveSibling(link)).exists());
    }

    /** A row with another number of cells is not shown as it was meant. */
    @ParameterizedTest
    @MethodSource("documents")
    void rowsOfATableHaveAsManyCellsAsItsHead(Path document) throws IOException {
        int head = 0;
        for (String line : Files.readAllLines(document)) {
            String row = line.strip();
            int cells = row.startsWith("|") ? row.split("(?<!\\\\)\\|", -1).length : 0;
            assertThat(cells).as("%s: %s", document, line).isIn(0, head == 0 ? cells : head);
            head = cells;
        }
    }

    @Test
    void classesOfTheArchitectureExist() throws IOException {
        Set<String> known = files(".java").stream()
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());
        List<String> named = CLASS.matcher(Files.readString(ROOT.resolve("docs/ARCHITECTURE.md")))
                .results()
                .map(MatchResult::group)
                .map(text -> text.replaceAll("^`@?|[.#(`].*$", ""))
                .toList();
        assertThat(named).hasSizeGreaterThan(20).isSubsetOf(known);
    }

    /** Test classes in {@code scripts/test} and {@code scripts/cluster test}, with their methods. */
    @Test
    void testsThatAreNamedExist() throws IOException {
        List<Path> named = Stream.concat(
                        documents().stream(),
                        List.of(ROOT.resolve("scripts/test"), ROOT.resolve("scripts/cluster")).stream())
                .toList();
        Map<String, String> tests = files("Test.java").stream()
                .collect(Collectors.toMap(
                        file -> file.getFileName().toString().replace(".java", ""),
                        DocumentsTest::text,
                        (one, other) -> one + other));
        List<String> found = named.stream()
                .flatMap(file -> TEST.matcher(text(file)).results())
                .map(MatchResult::group)
                .toList();
        assertThat(found).hasSizeGreaterThan(4).allSatisfy(test -> {
            String[] parts = test.split("#");
            assertThat(tests).as(test).containsKey(parts[0]);
            assertThat(tests.get(parts[0])).as(test).contains(parts.length == 1 ? "" : "void " + parts[1] + "(");
        });
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** docs/adr/README.md also lists the numbers that are missing. */
    @Test
    void decisionsAreNumberedOnceAndListed() throws IOException {
        String index = Files.readString(DECISIONS.resolve("README.md"));
        try (Stream<Path> decisions = Files.list(DECISIONS)) {
            List<String> names = decisions
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("README.md"))
                    .sorted()
                    .toList();
            assertThat(names).isNotEmpty().allMatch(name -> name.matches("\\d{4}-[a-z0-9-]+\\.md"));
            Set<Integer> numbers = names.stream()
                    .map(name -> Integer.valueOf(name.substring(0, 4)))
                    .collect(Collectors.toSet());
            assertThat(numbers).hasSameSizeAs(names);
            assertThat(names)
                    .allSatisfy(name -> assertThat(index)
                            .contains("| [" + Integer.valueOf(name.substring(0, 4)) + "](" + name + ") |"));
            assertThat(IntStream.rangeClosed(1, Collections.max(numbers)).boxed())
                    .filteredOn(number -> !numbers.contains(number))
                    .allSatisfy(number -> assertThat(index).contains("ADR " + number + " "));
        }
    }

    @Test
    void documentsHaveNoneOfThePhrases() throws Exception {
        assertThat(phrases()).isEmpty();
    }

    @Test
    void aPhraseIsFoundAcrossALineBreak(@TempDir Path directory) throws Exception {
        // The phrases are in parts, so that this source is free of them
        Path text = Files.writeString(directory.resolve("a.md"), "One.\n\nThis is what\ncame of it, made an" + "ew.\n");

        assertThat(phrases(text.toString()).lines().map(line -> line.replace(text + ":", "")))
                .containsExactlyInAnyOrder(
                        "3: \"what" + " came of\": write: the result, the reply", "4: \"an" + "ew\": write: again");
    }

    /** The output of scripts/phrases; empty if it succeeds. */
    private static String phrases(String... paths) throws Exception {
        List<String> command = new ArrayList<>(List.of("scripts/phrases"));
        command.addAll(List.of(paths));
        Process process = new ProcessBuilder(command).directory(ROOT.toFile()).start();
        String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        String found = errors.lines().filter(line -> !line.startsWith("→")).collect(Collectors.joining("\n"));
        assertThat(process.waitFor()).as(errors).isEqualTo(found.isEmpty() ? 0 : 1);
        return found;
    }

    static List<Path> files(String ending) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .filter(file -> Stream.of("/target/", "/.git/", "/.assay/")
                            .noneMatch(ROOT.relativize(file).toString()::contains))
                    .toList();
        }
    }
}
