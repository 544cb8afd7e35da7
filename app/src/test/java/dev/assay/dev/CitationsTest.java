package dev.assay.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every rule that a source, a test or a document cites is defined in docs/contract. */
class CitationsTest {
    private static final Path CONTRACT = Checkout.root().resolve("docs/contract");

    /** Prefixes that look like the id of a rule but are from a standard, a licence, or an issue in an example. */
    private static final Set<String> OTHERS = Set.of("UTF", "SHA", "ECMA", "EPL", "PROJECT");

    /** {@code TE-START-43}, or with more numbers after it, as in {@code ART-PATCH-17 to 19, 25}. */
    private static final Pattern RULE = Pattern.compile(
            "(?<![\\w-])([A-Z]+(?:-[A-Z]+)*)-(\\d+[a-z]?(?:(?:,| to| and|/|\\.\\.|…|–)[ ]?-?\\d+[a-z]?\\b)*)(?![\\w-])");

    private static final Pattern NUMBER = Pattern.compile("(\\d+[a-z]?)");

    /** Odd behaviour has a number of its own. */
    private static final Pattern QUIRK = Pattern.compile("QUIRK ([A-Z]\\d+)");

    private static final Pattern RULE_DEFINED =
            Pattern.compile("(?m)(?:^\\| |\\*\\*)([A-Z]+(?:-[A-Z]+)*-\\d+[a-z]?)(?= \\||\\*\\*| [^*|]*\\*\\*)");
    private static final Pattern QUIRK_DEFINED = Pattern.compile("QUIRK ([A-Z]\\d+) \\(");

    /** The comments of Java; text in quotes is skipped. */
    private static final Pattern COMMENT = Pattern.compile(
            "\"\"\".*?\"\"\"|\"(?:[^\"\\\\]|\\\\.)*+\"|'(?:[^'\\\\]|\\\\.)*+'|(//[^\\n]*|/\\*.*?\\*/)", Pattern.DOTALL);

    private static final Set<String> DEFINED = defined();

    @Test
    void whatIsCitedIsDefined() throws IOException {
        int citations = 0;
        List<String> missing = new ArrayList<>();
        for (Path file : files()) {
            Collection<String> cited = cited(file);
            citations += cited.size();
            cited.stream()
                    .filter(id -> !DEFINED.contains(id))
                    .forEach(id -> missing.add(Checkout.root().relativize(file) + " cites " + id));
        }
        assertThat(missing).as("rules that docs/contract does not define").isEmpty();
        assertThat(citations).isGreaterThan(1000);
    }

    @Test
    void aRuleIsDefinedOnce() throws IOException {
        List<String> rules = new ArrayList<>();
        for (Path file : contract()) {
            rules.addAll(found(RULE_DEFINED, Files.readString(file)));
        }
        assertThat(rules).hasSizeGreaterThan(690).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "A.java | // TE-START-999 | TE-START-999",
                "A.java | /** Of a rule (TE-STRAT-43). */ | TE-STRAT-43",
                "A.java | void f() { // ART-PATCH-04, 05, 99 | ART-PATCH-99",
                "A.java | // TE-END-02 to 40 | TE-END-40",
                "A.java | // auth.md QUIRK A99 | QUIRK A99",
                "A.java | f(\"http://x/SNAP-9\"); // AUTH-5b | AUTH-5b",
                "a.md | see RR-02..99 | RR-99",
                "a.md | TE-START-16, -22, -98 | TE-START-98",
                "a.sql | -- CONV-17/98 | CONV-98",
            })
    void aCitationOfNoRuleIsNoticed(String file, String text, String missing) {
        assertThat(cited(Path.of(file.strip()), text))
                .filteredOn(id -> !DEFINED.contains(id))
                .containsExactly(missing);
    }

    private static Collection<String> cited(Path file) throws IOException {
        return cited(file, Files.readString(file));
    }

    private static Collection<String> cited(Path file, String text) {
        String read = file.toString().endsWith(".java") ? String.join("\n", found(COMMENT, text)) : text;
        Collection<String> ids = new TreeSet<>();
        Matcher rule = RULE.matcher(read);
        while (rule.find()) {
            if (!OTHERS.contains(rule.group(1))) {
                String prefix = rule.group(1) + "-";
                found(NUMBER, rule.group(2)).forEach(number -> ids.add(prefix + number));
            }
        }
        found(QUIRK, read).forEach(quirk -> ids.add("QUIRK " + quirk));
        return ids;
    }

    private static Set<String> defined() {
        Set<String> ids = new TreeSet<>();
        try {
            for (Path file : contract()) {
                String text = Files.readString(file);
                ids.addAll(found(RULE_DEFINED, text));
                found(QUIRK_DEFINED, text).forEach(quirk -> ids.add("QUIRK " + quirk));
            }
            return ids;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first group of each place where the pattern fits, if it took part. */
    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .filter(place -> place.group(1) != null)
                .map(place -> place.group(1))
                .toList();
    }

    private static List<Path> contract() throws IOException {
        try (Stream<Path> files = Files.list(CONTRACT)) {
            return files.sorted().toList();
        }
    }

    private static List<Path> files() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String ending : List.of(".java", ".md", ".sql")) {
            all.addAll(DocumentsTest.files(ending));
        }
        return all;
    }
}
