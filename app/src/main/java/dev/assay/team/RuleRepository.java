package dev.assay.team;

import dev.assay.access.Permission;
import dev.assay.artefact.Family;
import dev.assay.database.Sql;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.connection.annotation.Connectable;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rules and which teams have them. */
@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class RuleRepository implements Sql {
    /** Members of JSON that teams and rules both show. */
    static final String FIELDS = """
            'id', r.id, 'name', nullif(r.name, ''), 'family', r.family, 'stage', nullif(r.stage, ''),
            'track', nullif(r.track, ''), 'branch', nullif(r.branch, ''), 'store', nullif(r.store, ''),
            'series', nullif(r.series, ''), 'os', nullif(r.os, ''), 'release', nullif(r.release, ''),
            'owner', nullif(r.owner, ''), 'grant_permissions', r.grant_permissions
            """;

    /** {@link RuleResponse} in JSON. */
    private static final String SHOWN = "SELECT json_build_object(" + FIELDS + """
            , 'teams', (SELECT coalesce(json_agg(json_build_object('id', t.id, 'name', t.name) ORDER BY t.id), '[]')
                        FROM artefact_matching_rule_team_association x JOIN team t ON t.id = x.team_id
                        WHERE x.artefact_matching_rule_id = r.id))::text
            FROM artefact_matching_rule r
            """;

    private final JdbcOperations jdbc;

    RuleRepository(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A rule that the caller holds.
     *
     * @param grants wire names with commas between them
     */
    record Held(int id, RuleKey key, String grants) {}

    @Query(SHOWN + "WHERE r.id = :id")
    abstract Optional<String> find(long id);

    /** The next ones by id; null for every family. */
    @Query(SHOWN + """
            WHERE r.id > :after AND (CAST(:family AS familyname) IS NULL OR r.family = CAST(:family AS familyname))
            ORDER BY r.id LIMIT :limit
            """)
    abstract List<String> after(@Nullable String family, int after, int limit);

    @Query("SELECT id FROM team WHERE id = ANY (CAST(:ids AS bigint[]))")
    abstract List<Integer> teams(Long[] ids);

    /** Its teams lose it by a cascade. */
    @Query("DELETE FROM artefact_matching_rule WHERE id = :id")
    abstract int delete(long id);

    /**
     * Lets nobody else write rules until the transaction ends; reading goes on. Those who change many rules would else wait
     * for each other, each for what the other has changed already.
     */
    void lock() {
        jdbc.prepareStatement(
                "LOCK TABLE artefact_matching_rule IN SHARE ROW EXCLUSIVE MODE", PreparedStatement::execute);
    }

    /** The new id; empty when there is a rule with this key. */
    @Connectable
    Optional<Integer> insert(RuleKey key, List<Permission> grants, Collection<Integer> teams) {
        String sql = """
                WITH made AS (
                  INSERT INTO artefact_matching_rule
                    (family, name, stage, track, branch, store, series, os, release, owner, grant_permissions,
                     created_at, updated_at)
                  VALUES (CAST(? AS familyname), ?, ?, ?, ?, ?, ?, ?, ?, ?,
                          CAST(string_to_array(?, ',') AS permission[]), now(), now())
                  ON CONFLICT DO NOTHING
                  RETURNING id
                ), attached AS (
                  INSERT INTO artefact_matching_rule_team_association (artefact_matching_rule_id, team_id)
                  SELECT made.id, given.team_id FROM made, unnest(?) AS given (team_id)
                )
                SELECT id FROM made
                """;
        return jdbc.prepareStatement(sql, statement -> {
            int at = bind(statement, key);
            statement.setString(at++, names(grants));
            statement.setArray(at, integers(statement, teams));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getInt(1)) : Optional.empty();
            }
        });
    }

    Optional<Held> hold(long id) {
        String sql = """
                SELECT id, family, name, stage, track, branch, store, series, os, release, owner,
                       array_to_string(grant_permissions, ',') AS grants
                FROM artefact_matching_rule WHERE id = ? FOR UPDATE
                """;
        return jdbc.prepareStatement(sql, statement -> {
            statement.setLong(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(held(row)) : Optional.empty();
            }
        });
    }

    private static Held held(ResultSet row) throws SQLException {
        RuleKey key = new RuleKey(
                Family.of(row.getString("family")),
                row.getString("name"),
                row.getString("stage"),
                row.getString("track"),
                row.getString("branch"),
                row.getString("store"),
                row.getString("series"),
                row.getString("os"),
                row.getString("release"),
                row.getString("owner"));
        return new Held(row.getInt("id"), key, row.getString("grants"));
    }

    /** Whether there is a rule with this key. */
    boolean isTaken(RuleKey key) {
        String sql = """
                SELECT FROM artefact_matching_rule
                WHERE family = CAST(? AS familyname) AND name = ? AND stage = ? AND track = ? AND branch = ? AND store = ?
                  AND series = ? AND os = ? AND release = ? AND owner = ?
                """;
        return jdbc.prepareStatement(sql, statement -> {
            bind(statement, key);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        });
    }

    /**
     * Only for what does change: {@code updated_at} does (CONV-29).
     *
     * @param grants wire names with commas between them
     */
    void write(int id, RuleKey key, String grants) {
        String sql = """
                UPDATE artefact_matching_rule
                SET family = CAST(? AS familyname), name = ?, stage = ?, track = ?, branch = ?, store = ?, series = ?,
                    os = ?, release = ?, owner = ?, grant_permissions = CAST(string_to_array(?, ',') AS permission[]),
                    updated_at = now()
                WHERE id = ?
                """;
        jdbc.prepareStatement(sql, statement -> {
            int at = bind(statement, key);
            statement.setString(at++, grants);
            statement.setInt(at, id);
            return statement.executeUpdate();
        });
    }

    void replaceTeams(int id, Collection<Integer> teams) {
        String sql = """
                WITH gone AS (
                  DELETE FROM artefact_matching_rule_team_association
                  WHERE artefact_matching_rule_id = ? AND team_id <> ALL (?)
                )
                INSERT INTO artefact_matching_rule_team_association (artefact_matching_rule_id, team_id)
                SELECT ?, team_id FROM unnest(?) AS given (team_id)
                ON CONFLICT DO NOTHING
                """;
        jdbc.prepareStatement(sql, statement -> {
            Array ids = integers(statement, teams);
            statement.setInt(1, id);
            statement.setArray(2, ids);
            statement.setInt(3, id);
            statement.setArray(4, ids);
            return statement.executeUpdate();
        });
    }

    /**
     * Makes these the rules of a team (AMR-15 to 17), in one statement for any number: what there is already gains the grants
     * that it lacks, what the team no longer has and nobody else has is deleted. The caller holds the {@link #lock}.
     *
     * @param rules no two with the same key
     */
    void sync(int team, List<RuleBase> rules) {
        String sql = """
                WITH given AS (
                  SELECT position, CAST(family AS familyname) AS family, name, stage, track, branch, store, series, os,
                         release, owner, CAST(string_to_array(grants, ',') AS permission[]) AS grants
                  FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WITH ORDINALITY
                    AS g (family, name, stage, track, branch, store, series, os, release, owner, grants, position)
                ), found AS (
                  SELECT r.id, g.position, g.grants
                  FROM given g
                  JOIN artefact_matching_rule r USING (family, name, stage, track, branch, store, series, os, release, owner)
                ), widened AS (
                  UPDATE artefact_matching_rule r
                  SET grant_permissions = r.grant_permissions
                        || ARRAY(SELECT DISTINCT more FROM unnest(f.grants) AS more WHERE more <> ALL (r.grant_permissions)),
                      updated_at = now()
                  FROM found f WHERE r.id = f.id AND NOT r.grant_permissions @> f.grants
                ), made AS (
                  INSERT INTO artefact_matching_rule
                    (family, name, stage, track, branch, store, series, os, release, owner, grant_permissions,
                     created_at, updated_at)
                  SELECT family, name, stage, track, branch, store, series, os, release, owner, grants, now(), now()
                  FROM given WHERE position NOT IN (SELECT position FROM found)
                  ORDER BY position
                  RETURNING id
                ), kept AS (
                  SELECT id FROM found UNION ALL SELECT id FROM made
                ), attached AS (
                  INSERT INTO artefact_matching_rule_team_association (artefact_matching_rule_id, team_id)
                  SELECT id, ? FROM kept
                  ON CONFLICT DO NOTHING
                ), detached AS (
                  DELETE FROM artefact_matching_rule_team_association
                  WHERE team_id = ? AND artefact_matching_rule_id NOT IN (SELECT id FROM found)
                  RETURNING artefact_matching_rule_id AS id
                )
                DELETE FROM artefact_matching_rule r
                USING detached d
                WHERE r.id = d.id AND NOT EXISTS (
                  SELECT FROM artefact_matching_rule_team_association x
                  WHERE x.artefact_matching_rule_id = r.id AND x.team_id <> ?)
                """;
        List<Function<RuleBase, String>> columns = List.of(
                rule -> rule.family().wire(),
                RuleBase::name,
                RuleBase::stage,
                RuleBase::track,
                RuleBase::branch,
                RuleBase::store,
                RuleBase::series,
                RuleBase::os,
                RuleBase::release,
                RuleBase::owner,
                rule -> names(rule.grantPermissions()));
        jdbc.prepareStatement(sql, statement -> {
            int at = 1;
            for (Function<RuleBase, String> column : columns) {
                Object[] values = rules.stream().map(column).toArray();
                statement.setArray(at++, statement.getConnection().createArrayOf("text", values));
            }
            statement.setInt(at++, team);
            statement.setInt(at++, team);
            statement.setInt(at, team);
            return statement.executeUpdate();
        });
    }

    /** Wire names with commas between them. */
    static String names(List<Permission> permissions) {
        return permissions.stream().map(Permission::wire).collect(Collectors.joining(","));
    }

    /** Sets the key as the first values, and gives the position after them. */
    private static int bind(PreparedStatement statement, RuleKey key) throws SQLException {
        List<String> values = List.of(
                key.family().wire(),
                key.name(),
                key.stage(),
                key.track(),
                key.branch(),
                key.store(),
                key.series(),
                key.os(),
                key.release(),
                key.owner());
        int at = 1;
        for (String value : values) {
            statement.setString(at++, value);
        }
        return at;
    }

    private static Array integers(PreparedStatement statement, Collection<Integer> values) throws SQLException {
        return statement.getConnection().createArrayOf("integer", values.toArray());
    }
}
