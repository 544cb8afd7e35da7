package dev.assay.identity.signon.oidc;

import dev.assay.database.Sql;
import dev.assay.database.Statements;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.connection.annotation.Connectable;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class UsedStateRepository implements Sql {
    private final Statements statements;

    UsedStateRepository(Statements statements) {
        this.statements = statements;
    }

    /** Deletes states whose cookies have expired. */
    @Query("DELETE FROM oidc_used_state WHERE expires_at < CAST(now() AS timestamp)")
    abstract void forget();

    /** Marks a state as used; returns 0 if it was used before. */
    @Connectable
    int use(byte[] sha256, long seconds) {
        String sql = """
                INSERT INTO oidc_used_state (state_sha256, expires_at)
                VALUES (:sha256, CAST(now() AS timestamp) + make_interval(secs => :seconds))
                ON CONFLICT DO NOTHING
                """;
        return statements
                .update(sql)
                .bind("sha256", sha256)
                .bind("seconds", seconds + 60)
                .execute();
    }
}
