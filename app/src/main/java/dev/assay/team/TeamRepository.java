package dev.assay.team;

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

/** Teams and their members. */
@JdbcRepository(dialect = Dialect.POSTGRES)
@SerdeImport(value = Team.Member.class, serializable = false)
abstract class TeamRepository implements Sql {
    private static final String SHOWN = """
            SELECT t.id, t.name, CAST(t.permissions AS text[]) AS permissions,
                   (SELECT coalesce(json_agg(json_build_object(
                             'id', u.id, 'launchpadHandle', u.launchpad_handle, 'email', u.email, 'name', u.name,
                             'isAdmin', u.is_admin) ORDER BY u.id), '[]')
                    FROM team_users_association x JOIN app_user u ON u.id = x.user_id WHERE x.team_id = t.id) AS members,
                   (SELECT coalesce(json_agg(
            """ + RuleRepository.RULE + """
                             ORDER BY r.id), '[]')
                    FROM artefact_matching_rule_team_association x
                    JOIN artefact_matching_rule r ON r.id = x.artefact_matching_rule_id
                    WHERE x.team_id = t.id) AS rules
            FROM team t
            """;

    private final Statements statements;

    TeamRepository(Statements statements) {
        this.statements = statements;
    }

    @Query(SHOWN + "WHERE t.id = :id")
    abstract Optional<Team> find(long id);

    /** The next teams by id. */
    @Query(SHOWN + "WHERE t.id > :after ORDER BY t.id LIMIT :limit")
    abstract List<Team> after(int after, int limit);

    /** Returns the new id; null if the name is taken. */
    @Query("""
            INSERT INTO team (name, permissions, created_at, updated_at)
            VALUES (:name, CAST(string_to_array(:permissions, ',') AS permission[]), now(), now())
            ON CONFLICT DO NOTHING
            RETURNING id
            """)
    abstract @Nullable Integer insert(String name, String permissions);

    /**
     * Locks the team until the transaction ends, so that patches of one team run one after the other. Empty if it does not
     * exist.
     */
    Optional<Integer> hold(long id) {
        return statements
                .query("SELECT id FROM team WHERE id = :id FOR NO KEY UPDATE")
                .bind("id", id)
                .mapTo(Integer.class)
                .findOne();
    }

    /** Writes only if the permissions change, because it also sets {@code updated_at} (CONV-29). */
    @Query("""
            UPDATE team SET permissions = CAST(string_to_array(:permissions, ',') AS permission[]), updated_at = now()
            WHERE id = :id AND permissions <> CAST(string_to_array(:permissions, ',') AS permission[])
            """)
    abstract void setPermissions(int id, String permissions);

    /** Says if a team and a user exist. */
    record Known(boolean team, boolean user) {}

    /**
     * Adds a user to a team if both exist; does nothing if the user is a member already. A concurrent deletion of the user or
     * the team runs before or after this statement, never during it.
     */
    @Connectable
    Known addMember(long team, long user) {
        return change(team, user, """
                INSERT INTO team_users_association (team_id, user_id)
                SELECT t.id, u.id FROM team t, app_user u WHERE t.id = :team AND u.id = :user
                FOR KEY SHARE
                ON CONFLICT DO NOTHING
                """);
    }

    @Connectable
    Known removeMember(long team, long user) {
        return change(team, user, "DELETE FROM team_users_association WHERE team_id = :team AND user_id = :user");
    }

    private Known change(long team, long user, String change) {
        String sql = "WITH changed AS (" + change + """
                )
                SELECT EXISTS (SELECT FROM team WHERE id = :team) AS team, EXISTS (SELECT FROM app_user WHERE id = :user) AS "user"
                """;
        return statements
                .query(sql)
                .bind("team", team)
                .bind("user", user)
                .mapTo(Known.class)
                .one();
    }
}
