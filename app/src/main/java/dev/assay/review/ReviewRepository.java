package dev.assay.review;

import dev.assay.platform.Sql;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class ReviewRepository implements Sql {

    /** Looks before it inserts: a conflicting insert would burn an id each time. */
    @Query("""
            INSERT INTO artefact_build_environment_review
              (artefact_build_id, environment_id, review_decision, review_comment, created_at, updated_at)
            SELECT :buildId, :environmentId, '{}', '', now(), now()
            WHERE NOT EXISTS (
              SELECT FROM artefact_build_environment_review
              WHERE artefact_build_id = :buildId AND environment_id = :environmentId)
            ON CONFLICT (artefact_build_id, environment_id) DO NOTHING
            """)
    abstract void insertUnlessThere(int buildId, int environmentId);
}
