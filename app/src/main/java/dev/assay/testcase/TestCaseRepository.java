package dev.assay.testcase;

import dev.assay.database.Sql;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.util.List;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class TestCaseRepository implements Sql {

    /**
     * A page by name, which is unique.
     *
     * @param q part of the name; empty for all
     */
    @Query("""
            SELECT name, template_id FROM test_case
            WHERE CAST(:q AS text) = '' OR name ILIKE '%' || :q || '%' ESCAPE ''
            ORDER BY name LIMIT :limit OFFSET :offset
            """)
    abstract List<TestCase> page(String q, int limit, int offset);

    /**
     * Cases with a result for one of these families (TC-03). If the families have few results, all of these are read.
     * Otherwise each case is checked in the order of the page, which usually ends at its first results. So results of
     * other families cost nothing, except for cases that a large family does not have.
     *
     * @param families separated by commas
     * @param few the largest number of results to read
     */
    @Query("""
            WITH chosen AS MATERIALIZED (
              SELECT e.id, n.passed + n.failed + n.skipped AS results
              FROM artefact a
              JOIN artefact_build b ON b.artefact_id = a.id
              JOIN test_execution e ON e.artefact_build_id = b.id
              JOIN result_count n ON n.test_execution_id = e.id
              WHERE a.family = ANY (CAST(string_to_array(:families, ',') AS familyname[]))
            ), size AS MATERIALIZED (
              SELECT coalesce(sum(results), 0) <= :few AS is_small FROM chosen
            ), tested AS MATERIALIZED (
              SELECT DISTINCT r.test_case_id AS id
              FROM chosen CROSS JOIN LATERAL (
                SELECT test_case_id FROM test_result WHERE test_execution_id = chosen.id OFFSET 0) r
            )
            SELECT c.name, c.template_id
            FROM test_case c
            WHERE (CAST(:q AS text) = '' OR c.name ILIKE '%' || :q || '%' ESCAPE '')
              AND CASE WHEN (SELECT is_small FROM size) THEN c.id IN (SELECT id FROM tested)
                  ELSE (SELECT true FROM test_result r
                        WHERE r.test_case_id = c.id AND r.test_execution_id IN (SELECT id FROM chosen) LIMIT 1) END
            ORDER BY c.name LIMIT :limit OFFSET :offset
            """)
    abstract List<TestCase> pageOf(String families, int few, String q, int limit, int offset);
}
