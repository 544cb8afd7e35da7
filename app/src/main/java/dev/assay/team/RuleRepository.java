package dev.assay.team;

import dev.assay.access.Permission;
import dev.assay.database.Sql;
import dev.assay.database.Statements;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.SerdeImport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rules and the teams that have them. Keys are passed as JSON objects whose members are the columns. */
@JdbcRepository(dialect = Dialect.POSTGRES)
@SerdeImport(Rule.class)
@SerdeImport(Rule.Terms.class)
@SerdeImport(Rule.Owner.class)
@SerdeImport(RuleKey.class)
abstract class RuleRepository implements Sql {
    /** The row {@code r} of {@code artefact_matching_rule} as a {@link Rule}. */
    static final String RULE = "json_build_object('id', r.id, 'key', to_json(r), 'grants', r.grant_permissions)";

    private static final String KEY = "family, name, stage, track, branch, store, series, os, release, owner";

    private static final String SHOWN = "SELECT " + RULE + """
             AS rule,
              (SELECT coalesce(json_agg(json_build_object('id', t.id, 'name', t.name) ORDER BY t.id), '[]')
               FROM artefact_matching_rule_team_association x JOIN team t ON t.id = x.team_id
               WHERE x.artefact_matching_rule_id = r.id) AS teams
            FROM artefact_matching_rule r
            """;

    private static final String GIVEN =
            "json_populate_record(CAST(NULL AS artefact_matching_rule), CAST(:key AS json))";

    private final Statements statements;
    private final JsonMapper json;

    RuleRepository(Statements statements, JsonMapper json) {
        this.statements = statements;
        this.json = json;
    }

    @Query(SHOWN + "WHERE r.id = :id")
    abstract Optional<Rule.Shared> find(long id);

    /** The next rules by id; a null {@code family} means all families. */
    @Query(SHOWN + """
            WHERE r.id > :after AND (CAST(:family AS familyname) IS NULL OR r.family = CAST(:family AS familyname))
            ORDER BY r.id LIMIT :limit
            """)
    abstract List<Rule.Shared> after(@Nullable String family, int after, int limit);

    @Query("SELECT id FROM team WHERE id = ANY (CAST(:ids AS bigint[]))")
    abstract List<Integer> teams(Long[] ids);

    /** Deletes a rule. The database also removes it from its teams (ON DELETE CASCADE). */
    @Query("DELETE FROM artefact_matching_rule WHERE id = :id")
    abstract int delete(long id);

    /**
     * Blocks other writers of rules until the transaction ends; readers continue. Without it, two callers that each change
     * many rules could deadlock.
     */
    void lock() {
        statements
                .update("LOCK TABLE artefact_matching_rule IN SHARE ROW EXCLUSIVE MODE")
                .execute();
    }

    /** Returns the new id; empty when a rule with this key exists. */
    Optional<Integer> insert(RuleKey key, List<Permission> grants, Collection<Integer> teams) {
        return Optional.ofNullable(insert(text(key), names(grants), teams.toArray(Integer[]::new)));
    }

    @Query("WITH made AS (INSERT INTO artefact_matching_rule (" + KEY
            + ", grant_permissions, created_at, updated_at) SELECT "
            + KEY + ", CAST(string_to_array(:grants, ',') AS permission[]), now(), now() FROM " + GIVEN + """
             ON CONFLICT DO NOTHING
              RETURNING id
            ), attached AS (
              INSERT INTO artefact_matching_rule_team_association (artefact_matching_rule_id, team_id)
              SELECT made.id, given.team_id FROM made, unnest(CAST(:teams AS integer[])) AS given (team_id)
            )
            SELECT id FROM made
            """)
    abstract @Nullable Integer insert(String key, String grants, Integer[] teams);

    /** True if a rule with this key exists. */
    boolean isTaken(RuleKey key) {
        return isTaken(text(key));
    }

    @Query("SELECT EXISTS (SELECT FROM artefact_matching_rule WHERE (" + KEY + ") = (SELECT " + KEY + " FROM " + GIVEN
            + "))")
    abstract boolean isTaken(String key);

    /** Call it only when a value changes, because it also sets {@code updated_at} (CONV-29). */
    void write(int id, RuleKey key, List<Permission> grants) {
        write(id, text(key), names(grants));
    }

    @Query("UPDATE artefact_matching_rule SET (" + KEY + ", grant_permissions, updated_at) = (SELECT " + KEY
            + ", CAST(string_to_array(:grants, ',') AS permission[]), now() FROM " + GIVEN + ") WHERE id = :id")
    abstract void write(int id, String key, String grants);

    @Query("""
            WITH gone AS (
              DELETE FROM artefact_matching_rule_team_association
              WHERE artefact_matching_rule_id = :id AND team_id <> ALL (CAST(:teams AS integer[]))
            )
            INSERT INTO artefact_matching_rule_team_association (artefact_matching_rule_id, team_id)
            SELECT :id, team_id FROM unnest(CAST(:teams AS integer[])) AS given (team_id)
            ON CONFLICT DO NOTHING
            """)
    abstract void replaceTeams(int id, Integer[] teams);

    /**
     * Makes these the rules of a team (AMR-15 to 17), in one statement for any number of rules. A rule that exists gains the
     * grants that it lacks. A rule that the team loses is deleted if no other team has it. The caller holds the {@link #lock}.
     *
     * @param rules with distinct keys
     */
    void sync(int team, Collection<Rule.Terms> rules) {
        sync(team, text(rules));
    }

    @Query("WITH given AS (SELECT position, " + KEY + """
            , CAST(ARRAY(SELECT json_array_elements_text(g.rule -> 'grants')) AS permission[]) AS grants
              FROM json_array_elements(CAST(:rules AS json)) WITH ORDINALITY AS g (rule, position)
              CROSS JOIN LATERAL json_populate_record(CAST(NULL AS artefact_matching_rule), g.rule -> 'key')
            ), found AS (
              SELECT r.id, g.position, g.grants FROM given g JOIN artefact_matching_rule r USING (""" + KEY + """
            )
            ), widened AS (
              UPDATE artefact_matching_rule r
              SET grant_permissions = r.grant_permissions
                    || ARRAY(SELECT DISTINCT more FROM unnest(f.grants) AS more WHERE more <> ALL (r.grant_permissions)),
                  updated_at = now()
              FROM found f WHERE r.id = f.id AND NOT r.grant_permissions @> f.grants
            ), made AS (
              INSERT INTO artefact_matching_rule (""" + KEY
            + ", grant_permissions, created_at, updated_at) SELECT " + KEY + """
            , grants, now(), now()
              FROM given WHERE position NOT IN (SELECT position FROM found)
              ORDER BY position
              RETURNING id
            ), kept AS (
              SELECT id FROM found UNION ALL SELECT id FROM made
            ), attached AS (
              INSERT INTO artefact_matching_rule_team_association (artefact_matching_rule_id, team_id)
              SELECT id, :team FROM kept
              ON CONFLICT DO NOTHING
            ), detached AS (
              DELETE FROM artefact_matching_rule_team_association
              WHERE team_id = :team AND artefact_matching_rule_id NOT IN (SELECT id FROM found)
              RETURNING artefact_matching_rule_id AS id
            ), removed AS (
              DELETE FROM artefact_matching_rule r
              USING detached d
              WHERE r.id = d.id AND NOT EXISTS (
                SELECT FROM artefact_matching_rule_team_association x
                WHERE x.artefact_matching_rule_id = r.id AND x.team_id <> :team)
            )
            SELECT count(*) FROM kept
            """)
    abstract int sync(int team, String rules);

    private String text(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names that the database uses, separated by commas. */
    static String names(List<Permission> permissions) {
        return String.join(",", permissions.stream().map(Permission::wire).toList());
    }
}
