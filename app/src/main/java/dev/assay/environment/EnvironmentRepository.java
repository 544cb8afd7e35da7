package dev.assay.environment;

import dev.assay.platform.Sql;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import org.jspecify.annotations.Nullable;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class EnvironmentRepository implements Sql {

    /** One round trip, found or made; null when a concurrent transaction made it meanwhile: ask again. */
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
}
