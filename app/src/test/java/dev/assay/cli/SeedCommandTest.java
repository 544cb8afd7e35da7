package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.TestDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SeedCommandTest {
    private static final String FEW = "seed --executions 42";
    private static final Pattern ADDED = Pattern.compile("Added 42 executions with ([\\d,]+) results in");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final TestDatabase database = TestDatabase.migrated();

    @Test
    void everyFamilyHasExecutionsWithResultsOfAllOutcomes() {
        assertThat(assay(FEW)).as(err.toString()).isZero();

        assertThat(database.strings("SELECT DISTINCT family::text FROM artefact"))
                .containsExactlyInAnyOrder("snap", "deb", "charm", "image", "solution", "oci", "generic");
        assertThat(database.strings("SELECT count(*) FROM test_execution")).containsExactly("42");
        Matcher added = ADDED.matcher(out.toString());
        assertThat(added.find()).as(out.toString()).isTrue();
        assertThat(database.strings("SELECT count(*) FROM test_result"))
                .containsExactly(added.group(1).replace(",", ""));
        Map<String, Long> outcomes =
                database.rows("SELECT status::text, count(*) FROM test_result GROUP BY status").stream()
                        .collect(Collectors.toMap(List::getFirst, row -> Long.parseLong(row.getLast())));
        long total = outcomes.values().stream().mapToLong(Long::longValue).sum();
        assertThat(outcomes).containsOnlyKeys("PASSED", "FAILED", "SKIPPED");
        assertThat(100.0 * outcomes.getOrDefault("PASSED", 0L) / total).isBetween(92.0, 98.0);
        assertThat(database.strings("""
                SELECT count(DISTINCT artefact_id) >= 28 AND count(DISTINCT architecture) > 2 FROM artefact_build
                """)).containsExactly("t");
        assertThat(database.strings("""
                SELECT (SELECT count(*) FROM test_event) = 4 * 42
                   AND (SELECT count(*) FROM test_execution_relevant_link) = 2 * 42
                   AND (SELECT count(*) FROM test_execution_metadata_association_table) = 4 * 42
                   AND NOT EXISTS (SELECT FROM test_execution WHERE status = 'NOT_STARTED')
                """)).containsExactly("t");
    }

    @Test
    void onlyAnotherSeedAddsMore() {
        assertThat(assay(FEW)).as(err.toString()).isZero();
        List<List<String>> before = counts();

        assertThat(assay(FEW)).as(err.toString()).isZero();
        assertThat(counts()).isEqualTo(before);
        assertThat(out).asString().contains("Added 0 executions with 0 results").contains("42 existed already");

        assertThat(assay(FEW + " --random-seed 2")).isZero();
        assertThat(database.strings("SELECT count(*) FROM test_execution")).containsExactly("84");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--size huge", "--random-seed x", "--sise small"})
    void invalidOptionsAreRefused(String options) {
        assertThat(assay("seed " + options)).isEqualTo(2);
        assertThat(err).asString().containsAnyOf("--size", "--random-seed");
        assertThat(database.strings("SELECT count(*) FROM test_execution")).containsExactly("0");
    }

    @Test
    void helpNamesTheSizes() {
        assertThat(assay("seed --help")).isZero();
        assertThat(out).asString().contains("small, large").doesNotContain("--executions");
    }

    private List<List<String>> counts() {
        return database.rows("""
                SELECT (SELECT count(*) FROM test_execution), (SELECT max(id) FROM test_result),
                       (SELECT count(*) FROM test_case), (SELECT count(*) FROM test_event),
                       (SELECT count(*) FROM test_execution_relevant_link), (SELECT count(*) FROM artefact)
                """);
    }

    private int assay(String command) {
        CommandLine assay = Assay.commandLine(Map.of("DB_URL", database.dbUrl()), new PrintWriter(out, true));
        assay.setErr(new PrintWriter(err, true));
        return assay.execute(Arrays.stream(command.split(" ", -1)).toArray(String[]::new));
    }
}
