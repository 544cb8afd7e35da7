package dev.assay.identity.application;

import dev.assay.database.Sql;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.util.List;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class TrustRepository implements Sql {

    /**
     * Applications of which a trust accepts the token, no more than two: more than one is too many.
     *
     * @param claims an object of lists of text
     */
    @Query(value = "SELECT DISTINCT a.id, a.name, " + ApplicationRepository.PERMISSIONS + """
                    , false AS keyed, false AS clear
                    FROM application_trust t JOIN application a ON a.id = t.application_id
                    WHERE t.issuer = :issuer AND t.audience = ANY (CAST(:audiences AS text[]))
                      AND NOT EXISTS (
                        SELECT FROM jsonb_each(t.conditions) AS wanted (claim, allowed)
                        WHERE NOT EXISTS (
                          SELECT FROM jsonb_array_elements_text(wanted.allowed) AS one (value)
                          JOIN jsonb_array_elements_text(
                              coalesce(CAST(:claims AS jsonb) -> wanted.claim, CAST('[]' AS jsonb))) AS said (value)
                            ON CASE WHEN right(one.value, 1) = '*' THEN starts_with(said.value, left(one.value, -1))
                                    ELSE said.value = one.value END))
                    ORDER BY a.id LIMIT 2
                    """, nativeQuery = true)
    abstract List<ApplicationRow> accepting(String issuer, String[] audiences, String claims);

    /**
     * Applications of the trust that fits the service account best, no more than two: more than one is too many. Best is the
     * namespace's exact name, then the pattern with more characters; of equals, likewise by the account's name.
     */
    @Query(value = "SELECT DISTINCT a.id, a.name, " + ApplicationRepository.PERMISSIONS + """
                    , false AS keyed, false AS clear
                    FROM (
                      SELECT application_id, rank() OVER (ORDER BY
                               namespace = :namespace DESC, length(replace(namespace, '*', '')) DESC,
                               service_account = :account DESC, length(replace(service_account, '*', '')) DESC) AS place
                      FROM application_trust
                      WHERE CAST(:namespace AS text) LIKE replace(namespace, '*', '%')
                        AND CAST(:account AS text) LIKE replace(service_account, '*', '%')
                    ) AS fitting
                    JOIN application a ON a.id = fitting.application_id
                    WHERE fitting.place = 1
                    ORDER BY a.id LIMIT 2
                    """, nativeQuery = true)
    abstract List<ApplicationRow> fitting(String namespace, String account);

    /** Whether there is the application; it stays so until the transaction ends. */
    @Query("SELECT count(*) FROM (SELECT FROM application WHERE id = :application FOR KEY SHARE) AS held")
    abstract int hold(long application);

    @Query("""
            SELECT name, issuer, audience, CAST(conditions AS text) AS conditions, namespace, service_account,
                   created_at, updated_at
            FROM application_trust WHERE application_id = :application ORDER BY name
            """)
    abstract List<TrustRow> list(long application);

    @Query("""
            INSERT INTO application_trust (application_id, name, issuer, audience, conditions, created_at, updated_at)
            VALUES (:application, :name, :issuer, :audience, CAST(:conditions AS jsonb), now(), now())
            ON CONFLICT (application_id, name) DO UPDATE
            SET issuer = excluded.issuer, audience = excluded.audience, conditions = excluded.conditions,
                namespace = NULL, service_account = NULL, updated_at = excluded.updated_at
            """)
    abstract void put(long application, String name, String issuer, String audience, String conditions);

    @Query("""
            INSERT INTO application_trust (application_id, name, issuer, audience, conditions, namespace, service_account,
                                           created_at, updated_at)
            VALUES (:application, :name, '', '', '{}', :namespace, :account, now(), now())
            ON CONFLICT (application_id, name) DO UPDATE
            SET issuer = '', audience = '', conditions = '{}', namespace = excluded.namespace,
                service_account = excluded.service_account, updated_at = excluded.updated_at
            """)
    abstract void put(long application, String name, String namespace, String account);

    @Query("DELETE FROM application_trust WHERE application_id = :application AND name = :name")
    abstract int delete(long application, String name);
}
