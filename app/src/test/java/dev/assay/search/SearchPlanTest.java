package dev.assay.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.database.Fragment;
import dev.assay.filter.ResultFilter;
import dev.assay.testing.TestDatabase;
import dev.assay.web.input.Dialect;
import dev.assay.web.input.Violations;
import dev.assay.web.input.shape.Shapes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A search among 200,000 results of 400 executions reads only the necessary ones. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchPlanTest {
    private static final Pattern READ =
            Pattern.compile("on test_result(?: \\w+)? +\\(.*?actual time=\\S+ rows=([\\d.]+) loops=(\\d+)");

    private final TestDatabase database = TestDatabase.migrated();

    @BeforeAll
    void arrange() {
        // VACUUM knows rows to be visible to all only when commits were flushed
        database.execute("""
                DO $$BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET synchronous_commit = on'; END$$""");
        database.execute("""
                INSERT INTO artefact (family, name, version, status, track, store, series, repo, stage, os, release, sha256, owner,
                  image_url, branch, comment, source, created_at, updated_at)
                SELECT CAST(CASE i % 2 WHEN 0 THEN 'snap' ELSE 'charm' END AS familyname), 'artefact' || i % 10, 'v' || i,
                  'UNDECIDED', 'latest', '', '', '', 'beta', '', '', '', '', '', '', '', '', now(), now()
                FROM generate_series(1, 40) i;
                INSERT INTO artefact_build (architecture, revision, artefact_id, created_at, updated_at)
                SELECT 'amd64', 1, id, now(), now() FROM artefact;
                INSERT INTO environment (name, architecture, created_at, updated_at)
                SELECT 'lab' || i, 'amd64', now(), now() FROM generate_series(1, 10) i;
                INSERT INTO test_plan (name) VALUES ('plan');
                INSERT INTO test_execution (artefact_build_id, environment_id, status, test_plan_id, created_at, updated_at)
                SELECT b.id, v.id, 'PASSED', p.id, now() - b.id * interval '1 day', now()
                FROM artefact_build b, environment v, test_plan p ORDER BY b.id DESC, v.id;
                INSERT INTO test_case (name, category, template_id, created_at, updated_at)
                SELECT 'case' || i, '', 'template' || i % 50, now(), now() FROM generate_series(1, 500) i;
                INSERT INTO test_result (status, comment, io_log, test_execution_id, test_case_id, created_at, updated_at)
                SELECT CAST(CASE (c.id + e.id) % 40 WHEN 0 THEN 'FAILED' ELSE 'PASSED' END AS testresultstatus), '', repeat('printed ', 30),
                  e.id, c.id, e.created_at, e.created_at
                FROM test_execution e, test_case c ORDER BY e.id, c.id;
                INSERT INTO issue (source, project, key, title, status, created_at, updated_at)
                VALUES ('GITHUB', 'acme', '1', '', 'OPEN', now(), now());
                INSERT INTO issue_test_result_attachment (issue_id, test_result_id, created_at, updated_at)
                SELECT 1, id, now(), now() FROM test_result WHERE id % 1000 = 0""");
        database.execute("VACUUM ANALYZE");
    }

    static Stream<Named<Query>> queries() {
        return Stream.of(
                        new Query("families=snap&test_result_statuses=FAILED", 2_000),
                        new Query("artefacts=artefact7&environments=lab3", 5_000),
                        new Query("from_date=2001-01-01", 6_000),
                        new Query("test_cases=case7", 400),
                        new Query("template_ids=template7&families=snap", 4_000),
                        new Query("issues=any&families=snap", 200),
                        new Query("issues=1&test_result_statuses=FAILED", 200),
                        new Query("issues=none&families=charm", 6_000))
                .map(query -> Named.of(query.text, query));
    }

    /** @param most the largest number of results that it may read */
    record Query(String text, int most) {}

    @ParameterizedTest
    @MethodSource("queries")
    void readsOnlyWhatItMust(Query query) {
        assertFewAreRead(SearchRepository.statement(filter(query.text), 50, 0), query.most);
    }

    static Stream<Named<Query>> lists() {
        return Stream.of(
                        new Query("limit=100", 250),
                        new Query("status=FAILED", 6_000),
                        new Query("families=snap&status=FAILED", 6_000),
                        new Query("artefacts=artefact7&environments=lab3", 600),
                        new Query("from_date=2001-01-01", 600),
                        new Query("execution=17", 250),
                        new Query("execution=17&test_cases=case7", 10),
                        new Query("test_cases=case7", 110),
                        new Query("template_ids=template7", 1_100),
                        new Query("template_ids=template7&families=snap", 4_000),
                        new Query("issues=any&families=snap", 200),
                        new Query("issues=none&families=charm", 600))
                .map(query -> Named.of(query.text, query));
    }

    /** The first page and one in the middle. */
    @ParameterizedTest
    @MethodSource("lists")
    void aPageByKeyReadsOnlyWhatItMust(Query query) {
        for (ResultKey key : List.of(ResultKey.START, ResultKey.of(201, 100_250))) {
            assertFewAreRead(SearchRepository.page(filter(query.text), key, 101), query.most);
        }
    }

    private void assertFewAreRead(Fragment search, int most) {
        String plan = database.plan(search);

        assertThat(plan).doesNotContain("Seq Scan on test_result");
        double read = 0;
        for (Matcher node = READ.matcher(plan); node.find(); ) {
            read += Double.parseDouble(node.group(1)) * Integer.parseInt(node.group(2));
        }
        assertThat(read).as(plan).isBetween(1.0, (double) most);
    }

    private static ResultFilter filter(String text) {
        Map<String, List<String>> parameters = Arrays.stream(text.split("&"))
                .collect(Collectors.groupingBy(
                        parameter -> parameter.replaceAll("=.*", ""),
                        Collectors.mapping(parameter -> parameter.replaceAll(".*=", ""), Collectors.toList())));
        Object query = Shapes.query(
                ResultListController.Query.class,
                name -> parameters.getOrDefault(name, List.of()),
                new Violations(Dialect.strict()));
        return ((ResultListController.Query) Objects.requireNonNull(query)).filter();
    }
}
