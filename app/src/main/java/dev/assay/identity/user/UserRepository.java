package dev.assay.identity.user;

import dev.assay.database.Sql;
import dev.assay.database.Statements;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.connection.annotation.Connectable;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.serde.annotation.SerdeImport;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@JdbcRepository(dialect = Dialect.POSTGRES)
@SerdeImport(value = Person.InTeam.class, serializable = false)
abstract class UserRepository implements Sql {
    private static final String SHOWN = """
            SELECT u.id, u.email, u.name, u.launchpad_handle, u.is_admin,
                   (SELECT coalesce(json_agg(json_build_object(
                             'id', t.id, 'name', t.name, 'permissions', t.permissions) ORDER BY t.id), '[]')
                    FROM team_users_association x JOIN team t ON t.id = x.team_id WHERE x.user_id = u.id) AS teams
            FROM app_user u
            """;

    /** Each word must be found; there are no escape characters (CONV-30). */
    private static final String FOUND = """
            NOT EXISTS (
              SELECT FROM unnest(CAST(:words AS text[])) AS given (word)
              WHERE NOT (u.email ILIKE '%' || word || '%' ESCAPE '' OR u.name ILIKE '%' || word || '%' ESCAPE ''
                         OR coalesce(u.launchpad_handle, '') ILIKE '%' || word || '%' ESCAPE ''
                         OR u.id::text = ltrim(word, '0')))
            """;

    private final Statements statements;

    UserRepository(Statements statements) {
        this.statements = statements;
    }

    @Query(SHOWN + "WHERE u.id = :id")
    abstract Optional<Person> find(long id);

    @Query(SHOWN + "WHERE " + FOUND + "ORDER BY u.name, u.id LIMIT :limit OFFSET :offset")
    abstract List<Person> page(String[] words, int limit, int offset);

    @Query("SELECT count(*) FROM app_user u WHERE " + FOUND)
    abstract int count(String[] words);

    /** The next users by id. */
    @Query(SHOWN + "WHERE u.id > :after ORDER BY u.id LIMIT :limit")
    abstract List<Person> after(int after, int limit);

    /** Writes only if the flag changes, because it also sets {@code updated_at} (CONV-29). */
    @Query("UPDATE app_user SET is_admin = :admin, updated_at = now() WHERE id = :id AND is_admin <> :admin")
    abstract void setAdmin(long id, boolean admin);

    /**
     * Deletes a user by three statements in one round trip and one transaction. Locking the user's row first makes memberships
     * visible that others added meanwhile, so that they are deleted, too. A cascade would not delete them (USR-9).
     */
    @Connectable
    void delete(long id) {
        String sql = """
                SELECT id FROM app_user WHERE id = :id FOR UPDATE;
                DELETE FROM team_users_association WHERE user_id = :id;
                DELETE FROM app_user WHERE id = :id
                """;
        statements.update(sql).bind("id", id).execute();
    }

    @Query("SELECT id FROM app_user WHERE email = :email")
    abstract Optional<Integer> idByEmail(String email);

    /** Returns the new id; null if the address is taken. */
    @Query("""
            INSERT INTO app_user (email, name, launchpad_handle, is_admin, created_at, updated_at)
            VALUES (:email, :name, :handle, :admin, now(), now())
            ON CONFLICT (email) DO NOTHING
            RETURNING id
            """)
    abstract @Nullable Integer insert(String email, String name, @Nullable String handle, boolean admin);

    /**
     * Finds or inserts a user in one round trip. Empty if a concurrent transaction inserted it meanwhile: call again. If the
     * user has no handle, sets the given one.
     */
    @Connectable
    Optional<Integer> findOrInsert(String email, String name, @Nullable String handle) {
        String sql = """
                WITH g AS (
                  SELECT * FROM (VALUES (:email, :name, CAST(:handle AS varchar))) AS given (email, name, handle)
                ), found AS (
                  SELECT u.id FROM app_user u JOIN g ON u.email = g.email
                ), made AS (
                  INSERT INTO app_user (email, name, launchpad_handle, created_at, updated_at)
                  SELECT email, name, handle, now(), now() FROM g WHERE NOT EXISTS (SELECT FROM found)
                  ON CONFLICT DO NOTHING
                  RETURNING id
                ), improved AS (
                  UPDATE app_user u SET launchpad_handle = g.handle, updated_at = now()
                  FROM g WHERE u.email = g.email AND u.launchpad_handle IS NULL AND g.handle IS NOT NULL
                )
                SELECT id FROM found UNION ALL SELECT id FROM made
                """;
        return statements
                .query(sql)
                .bind("email", email)
                .bind("name", name)
                .bind("handle", handle)
                .mapTo(Integer.class)
                .findOne();
    }

    /** @param names sorted, without duplicates */
    @Query("""
            INSERT INTO team (name, permissions, created_at, updated_at)
            SELECT g.name, '{}', now(), now()
            FROM unnest(CAST(:names AS text[])) WITH ORDINALITY AS g (name, position)
            WHERE NOT EXISTS (SELECT FROM team t WHERE t.name = g.name)
            ORDER BY position
            ON CONFLICT DO NOTHING
            """)
    abstract void makeTeams(String[] names);

    /**
     * Adds a user to teams; does nothing if the user does not exist. This is a separate statement after {@link #makeTeams}, so
     * that it sees teams that others created meanwhile.
     */
    @Query("""
            INSERT INTO team_users_association (user_id, team_id)
            SELECT u.id, t.id FROM app_user u, team t
            WHERE u.id = :userId AND t.name = ANY (CAST(:names AS text[]))
            ORDER BY t.id
            FOR KEY SHARE
            ON CONFLICT DO NOTHING
            """)
    abstract void join(int userId, String[] names);

    @Query("UPDATE app_user SET is_admin = true, updated_at = now() WHERE email = :email AND NOT is_admin")
    abstract int promote(String email);
}
