package dev.assay.access;

import dev.assay.database.Sql;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class GrantRepository implements Sql {

    /** True if each artefact has a rule of one of the user's teams that grants the permission. An unknown artefact has none. */
    @Query("""
            SELECT NOT EXISTS (
              SELECT id FROM unnest(CAST(:artefactIds AS integer[])) AS given (id)
              EXCEPT
              SELECT m.artefact_id
              FROM team_users_association t
              JOIN artefact_matching_rule_team_association x ON x.team_id = t.team_id
              JOIN artefact_matching_rule r ON r.id = x.artefact_matching_rule_id
              JOIN matching_rule_of_artefact m ON m.rule_id = r.id
              WHERE t.user_id = :userId AND CAST(:permission AS permission) = ANY (r.grant_permissions)
                AND m.artefact_id = ANY (CAST(:artefactIds AS integer[])))
            """)
    abstract boolean isGranted(int userId, String permission, Integer[] artefactIds);
}
