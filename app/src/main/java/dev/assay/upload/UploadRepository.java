package dev.assay.upload;

import dev.assay.database.Sql;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class UploadRepository implements Sql {

    /**
     * Locks the key until the transaction ends, so that uploads with equal keys run one after the other. Take this lock
     * before any row.
     */
    @Query("SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))) AS held")
    abstract int lockKey(String key);

    @Query("""
            SELECT test_execution_id, request_sha256, answer FROM upload
            WHERE principal = :principal AND idempotency_key = :key
            """)
    abstract Optional<UploadRow> findByKey(String principal, String key);

    /** Finds an upload with the same content. A partial upload does not count for one that completes the execution. */
    @Query("""
            SELECT test_execution_id, request_sha256, answer FROM upload
            WHERE test_execution_id = :executionId AND content_sha256 = :content AND ci_link IS NOT NULL
              AND (:partial OR NOT partial)
            ORDER BY id LIMIT 1
            """)
    abstract Optional<UploadRow> findByContent(int executionId, byte[] content, boolean partial);

    /**
     * Stores an upload. If its link meanwhile belongs to another execution, the stored content moves to that execution.
     */
    @Query("""
            INSERT INTO upload (test_execution_id, application_id, principal, idempotency_key, ci_link, content_sha256,
                                request_sha256, partial, answer)
            VALUES (:executionId, :applicationId, :principal, :key, :ciLink, :content, :request, :partial, :answer)
            ON CONFLICT (ci_link, content_sha256) DO UPDATE
            SET test_execution_id = excluded.test_execution_id, application_id = excluded.application_id,
                principal = excluded.principal, idempotency_key = excluded.idempotency_key,
                request_sha256 = excluded.request_sha256, partial = excluded.partial, answer = excluded.answer
            """)
    abstract void insert(
            int executionId,
            @Nullable Integer applicationId,
            String principal,
            @Nullable String key,
            @Nullable String ciLink,
            byte[] content,
            byte[] request,
            boolean partial,
            String answer);
}
