package dev.assay.testcase;

import dev.assay.platform.Sql;
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
    abstract List<TestCaseRow> page(String q, int limit, int offset);

    /**
     * Cases with a result for one of these families (TC-03), from the families' executions to their results. Asked the other
     * way, case by case, all results of a case are read to learn that it has none: seconds with two million results, where this
     * takes tenths. The steps are MATERIALIZED to keep the planner from turning them round.
     *
     * @param families separated by commas
     */
    @Query("""
            WITH chosen AS MATERIALIZED (
              SELECT e.id
              FROM artefact a
              JOIN artefact_build b ON b.artefact_id = a.id
              JOIN test_execution e ON e.artefact_build_id = b.id
              WHERE a.family = ANY (CAST(string_to_array(:families, ',') AS familyname[]))
            ), tested AS MATERIALIZED (
              SELECT DISTINCT r.test_case_id AS id FROM chosen JOIN test_result r ON r.test_execution_id = chosen.id
            )
            SELECT c.name, c.template_id
            FROM tested JOIN test_case c ON c.id = tested.id
            WHERE CAST(:q AS text) = '' OR c.name ILIKE '%' || :q || '%' ESCAPE ''
            ORDER BY c.name LIMIT :limit OFFSET :offset
            """)
    abstract List<TestCaseRow> pageOf(String families, String q, int limit, int offset);
}
