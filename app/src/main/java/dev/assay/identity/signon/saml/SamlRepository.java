package dev.assay.identity.signon.saml;

import dev.assay.database.Sql;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import org.jspecify.annotations.Nullable;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class SamlRepository implements Sql {

    /** Stores a request. It can be answered within an hour, because people may need time for a second factor. */
    @Query("INSERT INTO saml_request (id, expires_at) VALUES (:request, CAST(now() AS timestamp) + interval '1 hour')")
    abstract void remember(String request);

    /**
     * Marks an assertion as used and deletes its request. Null if the assertion was used before, or its request is not pending.
     *
     * @param request null for an assertion without a request
     * @param end when the assertion expires, in Unix seconds
     */
    @Query("""
            WITH answered AS (
              DELETE FROM saml_request WHERE id = CAST(:request AS text) AND expires_at >= CAST(now() AS timestamp) RETURNING id
            )
            INSERT INTO saml_assertion (sha256, expires_at)
            SELECT :sha256, CAST(to_timestamp(:end) AS timestamp)
            WHERE CAST(:request AS text) IS NULL OR EXISTS (SELECT FROM answered)
            ON CONFLICT DO NOTHING
            RETURNING 1
            """)
    abstract @Nullable Integer take(@Nullable String request, byte[] sha256, long end);

    @Query("DELETE FROM saml_request WHERE expires_at < CAST(now() AS timestamp)")
    abstract int deleteExpiredRequests();

    @Query("DELETE FROM saml_assertion WHERE expires_at < CAST(now() AS timestamp)")
    abstract int deleteExpiredAssertions();
}
