package dev.assay.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents point at is there. */
class DocumentsTest {
    private static final Path ROOT = Checkout.root();
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

    /** Those of {@code scripts/test} and {@code scripts/cluster test}, with their methods. */
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

    @Test
    void decisionsAreNumberedOnce() throws IOException {
        try (Stream<Path> decisions = Files.list(ROOT.resolve("docs/adr"))) {
            List<String> names = decisions
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
            assertThat(names).isNotEmpty().allMatch(name -> name.matches("\\d{4}-[a-z0-9-]+\\.md"));
            assertThat(names.stream().map(name -> name.substring(0, 4))).doesNotHaveDuplicates();
        }
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
