package dev.assay.identity.application;

import dev.assay.database.Sql;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.util.List;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class TrustRepository implements Sql {

    /**
     * Applications with a trust that accepts the token. Returns at most two, because more than one is an error already.
     *
     * @param claims a JSON object of lists of texts
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
     * Applications of the trust that matches the service account best. Returns at most two, because more than one is an error
     * already. The exact name of the namespace is the best match, then the pattern with the most characters; if these are
     * equal, the account's name is compared in the same way.
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

    /** True if a trust in an issuer may accept the service account; other claims than these two are not known. */
    @Query("""
            SELECT EXISTS (
              SELECT FROM application_trust t
              WHERE t.issuer <> '' AND coalesce(t.conditions -> 'sub', t.conditions -> 'kubernetes.io/namespace') IS NOT NULL
                AND NOT EXISTS (
                  SELECT FROM jsonb_each(t.conditions) AS wanted (claim, allowed)
                  WHERE wanted.claim IN ('sub', 'kubernetes.io/namespace') AND NOT EXISTS (
                    SELECT FROM jsonb_array_elements_text(wanted.allowed) AS one (value),
                      LATERAL (SELECT CASE wanted.claim WHEN 'sub' THEN CAST(:subject AS text)
                                                        ELSE CAST(:namespace AS text) END AS value) AS said
                    WHERE CASE WHEN right(one.value, 1) = '*' THEN starts_with(said.value, left(one.value, -1))
                               ELSE said.value = one.value END)))
            """)
    abstract boolean mayComeFromIssuer(String subject, String namespace);

    /** Applications that accept service accounts of the cluster and may report, oldest first. */
    @Query(value = "SELECT a.id, a.name, " + ApplicationRepository.PERMISSIONS + """
                    , false AS keyed, false AS clear
                    FROM application a
                    WHERE 'change_test' = ANY (a.permissions::text[])
                      AND EXISTS (SELECT FROM application_trust t WHERE t.application_id = a.id AND t.namespace IS NOT NULL)
                    ORDER BY a.id
                    """, nativeQuery = true)
    abstract List<ApplicationRow> reporting();

    /** Returns 1 if the application exists, otherwise 0. It cannot be deleted until the transaction ends. */
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
