package dev.assay.identity.signon.oidc;

import dev.assay.database.Sql;
import dev.assay.database.Statements;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.connection.annotation.Connectable;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class MembershipRepository implements Sql {
    private final Statements statements;

    MembershipRepository(Statements statements) {
        this.statements = statements;
    }

    /** Removes the user from all other teams that the user joined through a provider. */
    @Query("""
            DELETE FROM team_users_association x
            USING team_membership_origin o, team t
            WHERE x.user_id = :user AND o.user_id = x.user_id AND o.team_id = x.team_id AND o.origin = 'oidc'
              AND t.id = x.team_id AND t.name <> ALL (CAST(:names AS text[]))
            """)
    abstract void withdraw(int user, String[] names);

    /** Adds the user to those of these teams that exist. A membership that a person created stays marked as such. */
    @Connectable
    void join(int user, String[] names) {
        String sql = """
                WITH joined AS (
                  INSERT INTO team_users_association (user_id, team_id)
                  SELECT :user, t.id FROM team t WHERE t.name = ANY (:names) ORDER BY t.id
                  ON CONFLICT DO NOTHING
                  RETURNING user_id, team_id
                )
                INSERT INTO team_membership_origin (user_id, team_id, origin)
                SELECT user_id, team_id, 'oidc' FROM joined
                """;
        statements.update(sql).bind("user", user).bindArray("names", names).execute();
    }
}
