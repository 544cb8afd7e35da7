package dev.assay.identity.declared;

import dev.assay.database.Sql;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The setting owns only trusts named {@code kubernetes} and {@code kubernetes-<number>}; others belong to people and are not
 * changed.
 */
@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class DeclaredRepository implements Sql {

    /** Blocks other processes that apply the setting until the transaction ends. */
    @Query("SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtextextended('declared applications', 0))) AS held")
    abstract int lock();

    /** Applications with these names that people or another setting created. */
    @Query("""
            SELECT name FROM application
            WHERE name = ANY (CAST(:names AS text[])) AND declared_by IS DISTINCT FROM :setting
            ORDER BY name
            """)
    abstract List<String> ofOthers(String[] names, String setting);

    /** Creates an application without a key. Null if the name is taken. */
    @Query("""
            INSERT INTO application (name, permissions, api_key, declared_by, created_at, updated_at)
            VALUES (:name, CAST(:permissions AS permission[]), 'none:' || gen_random_uuid(), :setting, now(), now())
            ON CONFLICT (name) DO NOTHING
            RETURNING id
            """)
    abstract @Nullable Integer insert(String name, String[] permissions, String setting);

    @Query("SELECT id FROM application WHERE name = :name AND declared_by = :setting")
    abstract int id(String name, String setting);

    @Query("""
            UPDATE application SET permissions = CAST(:permissions AS permission[]), updated_at = now()
            WHERE id = :id AND permissions <> CAST(:permissions AS permission[])
            """)
    abstract int updatePermissions(int id, String[] permissions);

    @Query("""
            INSERT INTO application_trust AS t (application_id, name, issuer, audience, conditions, namespace,
                                                service_account, created_at, updated_at)
            VALUES (:application, :name, '', '', '{}', :namespace, :account, now(), now())
            ON CONFLICT (application_id, name) DO UPDATE
            SET issuer = '', audience = '', conditions = '{}', namespace = excluded.namespace,
                service_account = excluded.service_account, updated_at = excluded.updated_at
            WHERE (t.namespace, t.service_account) IS DISTINCT FROM (excluded.namespace, excluded.service_account)
            """)
    abstract int putTrust(int application, String name, String namespace, String account);

    /** Deletes the setting's trusts of an application, except these. */
    @Query("""
            DELETE FROM application_trust
            WHERE application_id = :application AND name ~ '^kubernetes(-[0-9]+)?$'
              AND name <> ALL (CAST(:names AS text[]))
            """)
    abstract int deleteOtherTrusts(int application, String[] names);

    /** Deletes the setting's trusts of applications that it created and no longer names. */
    @Query("""
            DELETE FROM application_trust
            WHERE name ~ '^kubernetes(-[0-9]+)?$'
              AND application_id IN (
                SELECT id FROM application
                WHERE declared_by = :setting AND name <> ALL (CAST(:names AS text[])))
            """)
    abstract int deleteTrustsOfOthers(String[] names, String setting);
}
