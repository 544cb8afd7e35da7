package dev.assay.operator.source;

import dev.assay.database.Sql;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class CollectedRepository implements Sql {
    /**
     * Finds the objects that are still to be recorded, by their place in the arrays and in the given order.
     *
     * @param objects uids; {@code containers} holds the container of each
     */
    @Query("""
            SELECT CAST(given.place AS integer) AS place, c.fingerprint
            FROM unnest(:objects, :containers) WITH ORDINALITY AS given (object_uid, container, place)
            LEFT JOIN kubernetes_collected c
              ON c.cluster_uid = :cluster AND c.object_uid = given.object_uid AND c.container = given.container
            WHERE c.id IS NULL OR c.state = 'UNMAPPED'
            ORDER BY given.place
            """)
    abstract List<OpenRow> open(String cluster, String[] objects, String[] containers);

    /**
     * Claims an object for recording. Returns 0 if it was recorded before; otherwise no other transaction can record it before
     * this one ends.
     */
    @Query("""
            INSERT INTO kubernetes_collected
              (cluster_uid, object_uid, container, namespace, source, state, error, fingerprint)
            VALUES (:cluster, :object, :container, :namespace, :source, :state,
                    CAST(:error AS text), CAST(:fingerprint AS text))
            ON CONFLICT (cluster_uid, object_uid, container) DO UPDATE
            SET namespace = excluded.namespace, source = excluded.source, state = excluded.state,
                error = excluded.error, fingerprint = excluded.fingerprint, updated_at = now()
            WHERE kubernetes_collected.state = 'UNMAPPED'
              AND kubernetes_collected.fingerprint IS DISTINCT FROM excluded.fingerprint
            """)
    abstract int claim(
            String cluster,
            String object,
            String container,
            String namespace,
            String source,
            String state,
            @Nullable String error,
            @Nullable String fingerprint);

    @Query("""
            UPDATE kubernetes_collected SET test_execution_id = :execution
            WHERE cluster_uid = :cluster AND object_uid = :object AND container = :container
            """)
    abstract void link(String cluster, String object, String container, int execution);

    @Query("""
            SELECT count(*) FILTER (WHERE state = 'RECORDED') AS collected,
                   count(*) FILTER (WHERE state <> 'RECORDED') AS failed
            FROM kubernetes_collected
            WHERE cluster_uid = :cluster AND namespace = :namespace AND source = :source
            """)
    abstract TotalRow total(String cluster, String namespace, String source);

    @Query("""
            SELECT error FROM kubernetes_collected
            WHERE cluster_uid = :cluster AND namespace = :namespace AND source = :source AND state <> 'RECORDED'
            ORDER BY updated_at DESC, id DESC
            LIMIT 1
            """)
    abstract Optional<String> lastError(String cluster, String namespace, String source);

    /**
     * @param place from 1
     * @param fingerprint the fingerprint with which it could not be mapped; null if it was not tried yet
     */
    @Introspected
    record OpenRow(int place, @Nullable String fingerprint) {}

    /** @param failed how many were recorded with an error, or could not be mapped */
    @Introspected
    record TotalRow(long collected, long failed) {}
}
