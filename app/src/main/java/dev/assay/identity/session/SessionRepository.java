package dev.assay.identity.session;

import dev.assay.database.Sql;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.util.Optional;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class SessionRepository implements Sql {

    /** The user of a session; empty if it has expired (AUTH-3). */
    @Query("""
            SELECT u.id, u.email, u.launchpad_handle, u.name, u.is_admin AS admin,
                   (SELECT coalesce(string_agg(DISTINCT given.permission, ','), '')
                    FROM team_users_association x JOIN team t ON t.id = x.team_id
                    CROSS JOIN LATERAL (
                      SELECT unnest(t.permissions)::text UNION ALL
                      SELECT permission FROM team_permission WHERE team_id = t.id) AS given (permission)
                    WHERE x.user_id = u.id) AS permissions
            FROM user_session s JOIN app_user u ON u.id = s.user_id
            WHERE s.id = :id AND s.expires_at >= CAST(now() AS timestamp)
            """)
    abstract Optional<UserRow> user(int id);

    /** Creates a session and returns its id. */
    @Query("""
            INSERT INTO user_session (user_id, expires_at, created_at, updated_at)
            VALUES (:userId, CAST(now() AS timestamp) + :seconds * interval '1 second', now(), now())
            RETURNING id
            """)
    abstract int insert(int userId, long seconds);

    @Query("DELETE FROM user_session WHERE id = :id")
    abstract void delete(int id);

    /** Returns the number of deleted sessions (BG-30). */
    @Query("DELETE FROM user_session WHERE expires_at < CAST(now() AS timestamp)")
    abstract int deleteExpired();
}
