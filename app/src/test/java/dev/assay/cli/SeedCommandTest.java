package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.testing.ProofSize;
import dev.assay.testing.StartBody;
import dev.assay.testing.TestDatabase;
import dev.assay.testing.TestServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The history of one product is read by most tests; those that write make a small one in a database of their own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeedCommandTest {
    private static final String ONE = "seed --product kiosk-player --size 5000";
    private static final int ALL = ProofSize.of(6_000, 200_000);
    private static final Pattern ADDED =
            Pattern.compile("Added ([\\d,]+) executions with ([\\d,]+) results in ([\\d.]+) s");

    private final TestDatabase one = TestDatabase.migrated();
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @BeforeAll
    void seed() {
        assertThat(assay(one, ONE)).as(err.toString()).isZero();
    }

    @Test
    void sixMonthsEndToday() {
        assertThat(one.strings("""
                SELECT count(DISTINCT date_trunc('month', created_at)) >= 6 AND min(created_at) > now() - interval '184 days'
                  AND max(updated_at) < now() AND bool_and(updated_at - created_at < interval '1 hour') FROM test_execution
                """)).containsExactly("t");
        assertThat(one.strings("""
                SELECT bool_and(r.created_at = e.updated_at) FROM test_result r JOIN test_execution e ON e.id = r.test_execution_id
                UNION ALL
                SELECT bool_and(n.oldest = e.updated_at AND n.newest = e.updated_at)
                FROM result_count n JOIN test_execution e ON e.id = n.test_execution_id
                UNION ALL
                SELECT bool_and(a.created_at = (
                  SELECT min(e.created_at) FROM test_execution e JOIN artefact_build b ON b.id = e.artefact_build_id
                  WHERE b.artefact_id = a.id)) FROM artefact a
                UNION ALL
                SELECT bool_and(timestamp < now() AND created_at = timestamp) FROM test_event
                UNION ALL
                SELECT bool_and(x.created_at = r.created_at)
                FROM issue_test_result_attachment x JOIN test_result r ON r.id = x.test_result_id
                """)).containsOnly("t");
    }

    @Test
    void oneCaseFailsSinceARelease() {
        List<List<String>> regressions = one.rows("""
                WITH outcomes AS (
                  SELECT c.name, b.artefact_id AS release, bool_and(r.status = 'FAILED') AS fails, bool_and(r.status = 'PASSED') AS passes
                  FROM test_result r JOIN test_case c ON c.id = r.test_case_id
                  JOIN test_execution e ON e.id = r.test_execution_id JOIN artefact_build b ON b.id = e.artefact_build_id
                  GROUP BY c.name, b.artefact_id
                ), firsts AS (
                  SELECT *, min(release) FILTER (WHERE NOT passes) OVER (PARTITION BY name) AS first FROM outcomes
                )
                SELECT name, (SELECT version FROM artefact WHERE id = first) FROM firsts
                GROUP BY name, first
                HAVING bool_and(fails = (release >= first)) AND count(*) FILTER (WHERE fails) > 2
                  AND count(*) FILTER (WHERE passes) > 10
                """);
        assertThat(regressions).hasSize(1);
        assertThat(regressions.getFirst().getFirst()).isEqualTo("audio/detect-default");
        assertThat(one.strings("""
                SELECT DISTINCT r.comment FROM test_result r JOIN test_case c ON c.id = r.test_case_id
                WHERE c.name = 'audio/detect-default' AND r.status = 'FAILED'
                """)).containsExactly("start takes 41.8 s since this release, the limit is 15 s");
    }

    @Test
    void someTestsAreFlaky() {
        assertThat(one.strings("""
                SELECT count(*) FROM (
                  SELECT name FROM (
                    SELECT c.name, r.status <> lag(r.status) OVER (PARTITION BY c.id ORDER BY r.id) AS changes
                    FROM test_result r JOIN test_case c ON c.id = r.test_case_id WHERE r.status IN ('PASSED', 'FAILED')) r
                  GROUP BY name HAVING count(*) FILTER (WHERE changes) > 6) flaky
                """).stream().mapToInt(Integer::parseInt).sum()).isBetween(2, 20);
    }

    @Test
    void infrastructureFails() {
        assertThat(one.strings("""
                SELECT count(*) FROM test_execution e JOIN test_event t ON t.test_execution_id = e.id
                WHERE t.event_name = 'provision_fail' AND e.status = 'ENDED_PREMATURELY'
                  AND NOT EXISTS (SELECT FROM test_result r WHERE r.test_execution_id = e.id)
                """)).doesNotContain("0");
        assertThat(one.strings("""
                SELECT count(*) FROM (
                  SELECT e.id FROM test_result r JOIN test_execution e ON e.id = r.test_execution_id
                  WHERE r.comment LIKE 'no route to host%' GROUP BY e.id HAVING count(*) > 15) outages
                """)).containsExactly("2");
    }

    @Test
    void executionsAreRepeatedAndRerunsRequested() {
        assertThat(one.strings("""
                SELECT count(*) > 1 FROM (
                  SELECT FROM test_execution GROUP BY artefact_build_id, environment_id, test_plan_id HAVING count(*) > 1) again
                """)).containsExactly("t");
        assertThat(one.strings("SELECT count(*) FROM test_execution_rerun_request"))
                .containsExactly("1");
    }

    @Test
    void oldReleasesAreDecidedAndTheLatestIsNot() {
        assertThat(one.strings("""
                SELECT DISTINCT unnest(review_decision)::text FROM artefact_build_environment_review ORDER BY 1
                """)).contains("APPROVED_ALL_TESTS_PASS", "REJECTED");
        assertThat(one.strings("""
                SELECT DISTINCT r.review_decision = '{}' FROM artefact_build_environment_review r
                JOIN artefact_build b ON b.id = r.artefact_build_id WHERE b.artefact_id = (SELECT max(id) FROM artefact)
                """)).containsExactly("t");
        assertThat(one.strings("SELECT DISTINCT status::text FROM artefact ORDER BY 1"))
                .containsExactly("APPROVED", "MARKED_AS_FAILED", "UNDECIDED");
        assertThat(one.strings("""
                SELECT count(*) FROM artefact a WHERE status <> 'UNDECIDED'
                  AND NOT EXISTS (SELECT FROM artefact_reviewers_association x WHERE x.artefact_id = a.id)
                """)).containsExactly("0");
    }

    @Test
    void rulesAttachKnownIssues() {
        assertThat(one.strings("""
                SELECT i.title FROM issue_test_result_attachment x
                JOIN issue i ON i.id = x.issue_id
                JOIN issue_test_result_attachment_rule u ON u.id = x.attachment_rule_id AND u.issue_id = i.id
                JOIN test_result r ON r.id = x.test_result_id AND r.status = 'FAILED'
                GROUP BY i.title ORDER BY i.title
                """))
                .containsExactly(
                        "Fails on every machine since an update",
                        "Passes only sometimes",
                        "The network of the lab fails");
        assertThat(one.strings("""
                SELECT count(*) > 5 FROM test_result r WHERE status = 'FAILED'
                  AND NOT EXISTS (SELECT FROM issue_test_result_attachment x WHERE x.test_result_id = r.id)
                """)).containsExactly("t");
    }

    @Test
    void oneAreaBecomesSlower() {
        assertThat(one.strings("""
                SELECT avg(duration_us) FILTER (WHERE e.created_at > now() - interval '60 days')
                     > 1.5 * avg(duration_us) FILTER (WHERE e.created_at < now() - interval '120 days')
                FROM test_result r JOIN test_case c ON c.id = r.test_case_id JOIN test_execution e ON e.id = r.test_execution_id
                WHERE c.category = 'bluetooth'
                """)).containsExactly("t");
    }

    @Test
    void theSameNumberMakesTheSameWorld() {
        TestDatabase other = TestDatabase.migrated();
        assertThat(assay(other, ONE)).as(err.toString()).isZero();
        assertThat(world(other)).isEqualTo(world(one));

        List<List<String>> before = world(other);
        assertThat(assay(other, ONE)).isZero();
        assertThat(out).asString().contains("Added 0 executions with 0 results");
        assertThat(world(other)).isEqualTo(before);

        assertThat(assay(other, "seed --product kiosk-player --size 500 --random-seed 2"))
                .isZero();
        assertThat(world(other).size()).isGreaterThan(before.size());
    }

    /** At full size it must take less than a minute. */
    @Test
    void everyFamilyHasResultsOfAllOutcomes() {
        TestDatabase all = TestDatabase.migrated();
        assertThat(assay(all, "seed --size " + ALL)).as(err.toString()).isZero();

        assertThat(all.strings("SELECT DISTINCT family::text FROM artefact"))
                .containsExactlyInAnyOrder("snap", "deb", "charm", "image", "solution", "oci", "generic");
        Matcher added = ADDED.matcher(out.toString());
        assertThat(added.find()).as(out.toString()).isTrue();
        int results = Integer.parseInt(added.group(2).replace(",", ""));
        assertThat(results).isBetween(ALL * 8 / 10, ALL * 12 / 10);
        assertThat(Double.parseDouble(added.group(3))).isLessThan(60);
        System.out.println(added.group());
        assertThat(all.strings("SELECT count(*) FROM test_result")).containsExactly("" + results);
        assertThat(all.strings("""
                SELECT count(*) FILTER (WHERE status = 'PASSED') * 100 / count(*) BETWEEN 85 AND 98
                  AND count(DISTINCT status) = 3 FROM test_result
                """)).containsExactly("t");
        assertThat(all.strings("SELECT count(*) FROM test_execution WHERE status = 'NOT_STARTED'"))
                .containsExactly("0");
        assertThat(all.strings("SELECT count(DISTINCT architecture) > 2 FROM artefact_build"))
                .containsExactly("t");
    }

    @Test
    void resetRemovesOnlyWhatItMade() {
        TestDatabase shared = TestDatabase.migrated();
        try (TestServer server = TestServer.start(shared, Map.of("assay.access.ignore-permissions", "change_test"))) {
            int other = StartBody.of("snap").start(server.anonymous());
            assertThat(assay(shared, "seed --size 1000")).as(err.toString()).isZero();

            assertThat(assay(shared, "seed --reset --size 0"))
                    .as(err.toString())
                    .isZero();

            assertThat(out).asString().containsPattern("Removed \\d+ artefacts");
            assertThat(shared.strings("SELECT id FROM test_execution")).containsExactly("" + other);
            assertThat(shared.strings("SELECT count(*) FROM artefact")).containsExactly("1");

            assertThat(assay(shared, "seed --product mobile-sdk --size 500")).isZero();
            List<List<String>> made = world(shared);
            shared.execute(
                    "UPDATE test_execution SET artefact_build_id = (SELECT max(id) FROM artefact_build) WHERE id = "
                            + other);

            assertThat(assay(shared, "seed --reset --size 0")).isEqualTo(1);

            assertThat(err)
                    .asString()
                    .contains("Nothing was removed")
                    .contains(shared.strings(
                                    "SELECT max(artefact_id) FROM artefact_build WHERE id = (SELECT max(id) FROM artefact_build)")
                            .getFirst());
            assertThat(world(shared)).hasSameSizeAs(made);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--size huge",
                "--size -1",
                "--size 1e5",
                "--size 100000000",
                "--random-seed x",
                "--sise small",
                "--product nothing"
            })
    void invalidOptionsAreRefused(String options) {
        err = new StringWriter();
        List<List<String>> before = world(one);
        assertThat(assay(one, "seed " + options)).isEqualTo(2);
        assertThat(err).asString().containsAnyOf("--size", "--random-seed", "kiosk-player");
        assertThat(world(one)).isEqualTo(before);
    }

    @Test
    void helpNamesTheSizes() {
        assertThat(assay(one, "seed --help")).isZero();
        assertThat(out).asString().contains("small (24,000)", "large (two million)", "--product", "--reset");
    }

    /** All results without their ids. */
    private static List<List<String>> world(TestDatabase database) {
        return database.rows("""
                SELECT a.name, a.version, a.status, e.ci_link, e.status, e.created_at, v.name, p.name, c.name, r.status, r.created_at,
                       r.duration_us, md5(r.comment || r.io_log), i.key
                FROM test_execution e
                JOIN artefact_build b ON b.id = e.artefact_build_id JOIN artefact a ON a.id = b.artefact_id
                JOIN environment v ON v.id = e.environment_id JOIN test_plan p ON p.id = e.test_plan_id
                LEFT JOIN test_result r ON r.test_execution_id = e.id LEFT JOIN test_case c ON c.id = r.test_case_id
                LEFT JOIN issue_test_result_attachment x ON x.test_result_id = r.id LEFT JOIN issue i ON i.id = x.issue_id
                ORDER BY e.ci_link, c.name, i.key""");
    }

    private int assay(TestDatabase database, String command) {
        out = new StringWriter();
        CommandLine assay = Assay.commandLine(Map.of("DB_URL", database.dbUrl()), new PrintWriter(out, true));
        assay.setErr(new PrintWriter(err, true));
        return assay.execute(Arrays.stream(command.split(" ", -1)).toArray(String[]::new));
    }
}
