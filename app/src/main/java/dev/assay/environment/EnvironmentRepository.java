package dev.assay.environment;

import dev.assay.database.Sql;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.util.List;
import org.jspecify.annotations.Nullable;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class EnvironmentRepository implements Sql {

    /** Finds or inserts in one round trip. Null if a concurrent transaction has just inserted the row: ask again. */
    @Query("""
            WITH found AS (
              SELECT id FROM environment WHERE name = :name AND architecture = :architecture
            ), made AS (
              INSERT INTO environment (name, architecture, created_at, updated_at)
              SELECT :name, :architecture, now(), now() WHERE NOT EXISTS (SELECT FROM found)
              ON CONFLICT DO NOTHING
              RETURNING id
            )
            SELECT id FROM found UNION ALL SELECT id FROM made
            """)
    abstract @Nullable Integer findOrInsert(String name, String architecture);

    /**
     * A page of names and the number of all names, in one statement. If the page is empty, one row has the number
     * alone.
     *
     * @param q part of the name; empty for all
     * @param families only environments in which one of these was tested; empty for all, including those never used
     *     (ENV-03)
     */
    @Query("""
            WITH wanted AS (
              SELECT DISTINCT v.name FROM environment v
              WHERE (CAST(:q AS text) = '' OR v.name ILIKE '%' || :q || '%' ESCAPE '')
                AND (CAST(:families AS text) = '' OR EXISTS (
                  SELECT FROM test_execution e
                  JOIN artefact_build b ON b.id = e.artefact_build_id
                  JOIN artefact a ON a.id = b.artefact_id
                  WHERE e.environment_id = v.id
                    AND a.family = ANY (CAST(string_to_array(:families, ',') AS familyname[]))))
            )
            SELECT total.count, page.name
            FROM (SELECT count(*) AS count FROM wanted) total
            LEFT JOIN (SELECT name FROM wanted ORDER BY name LIMIT :limit OFFSET :offset) page ON true
            ORDER BY page.name
            """)
    abstract List<Named> names(String q, String families, int limit, int offset);

    /** @param name null when the page is empty */
    @Introspected
    record Named(long count, @Nullable String name) {}
}
