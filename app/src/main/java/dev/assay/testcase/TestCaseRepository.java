package dev.assay.testcase;

import dev.assay.platform.Sql;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.util.List;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class TestCaseRepository implements Sql {

    /**
     * A page by name, which is unique. A case of a family is looked for among its own results and found at the first: OFFSET 0
     * keeps the planner from joining all results there are.
     *
     * @param q part of the name; empty for all
     * @param families separated by commas; none for all, also those without a result (TC-03)
     */
    @Query("""
            SELECT c.name, c.template_id
            FROM test_case c
            WHERE (CAST(:q AS text) = '' OR c.name ILIKE '%' || :q || '%')
              AND (CAST(:families AS text) = '' OR EXISTS (
                SELECT FROM test_result r
                JOIN test_execution e ON e.id = r.test_execution_id
                JOIN artefact_build b ON b.id = e.artefact_build_id
                JOIN artefact a ON a.id = b.artefact_id
                WHERE r.test_case_id = c.id
                  AND a.family = ANY (CAST(string_to_array(:families, ',') AS familyname[])) OFFSET 0))
            ORDER BY c.name
            LIMIT :limit OFFSET :offset
            """)
    abstract List<TestCaseRow> page(String q, String families, int limit, int offset);
}
