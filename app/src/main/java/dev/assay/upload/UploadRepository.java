package dev.assay.upload;

import dev.assay.database.Sql;
import dev.assay.database.Statements;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class UploadRepository implements Sql {
    private static final String COLUMNS = """
            SELECT id, test_execution_id, content_sha256, request_sha256, partial, answer,
                   coalesce(first_result_id, 0) AS first_result_id, coalesce(last_result_id, 0) AS last_result_id
            FROM upload\s""";

    private final Statements statements;

    UploadRepository(Statements statements) {
        this.statements = statements;
    }

    /**
     * Locks the key until the transaction ends, so that uploads with equal keys run one after the other. Take this lock
     * before any row.
     */
    @Query("SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))) AS held")
    abstract int lockKey(String key);

    @Query(COLUMNS + "WHERE principal = :principal AND idempotency_key = :key")
    abstract Optional<UploadRow> findByKey(String principal, String key);

    /**
     * An upload that was stored before.
     *
     * @param requestSha256 the hash of its content and parameters
     * @param answer the response, as JSON
     * @param firstResultId a lower bound of the ids of its results
     * @param lastResultId an upper bound; 0 if it has none
     */
    @Introspected
    record UploadRow(
            int id,
            int testExecutionId,
            byte[] contentSha256,
            byte[] requestSha256,
            boolean partial,
            String answer,
            int firstResultId,
            int lastResultId) {

        boolean holds(byte[] sha256) {
            return Arrays.equals(contentSha256, sha256);
        }
    }

    /** The uploads whose content these parts of the execution have now. */
    @Query(COLUMNS + "WHERE test_execution_id = :executionId AND part_key = ANY (:keys) ORDER BY id")
    abstract List<UploadRow> findParts(int executionId, String[] keys);

    /**
     * What a new upload of an execution needs.
     *
     * @param id its id
     * @param after the id of the newest result of the execution; 0 if it has none
     * @param older true if the execution has uploads of a version that did not know which upload brought a result
     */
    @Introspected
    record Place(int id, int after, boolean older) {}

    @Query("""
            SELECT CAST(nextval(pg_get_serial_sequence('upload', 'id')) AS integer) AS id,
                   coalesce((SELECT max(id) FROM test_result
                             WHERE test_execution_id = (SELECT CAST(:executionId AS bigint))), 0) AS after,
                   EXISTS (SELECT FROM upload
                           WHERE test_execution_id = :executionId AND part_key IS NULL AND size IS NULL) AS older
            """)
    abstract Place place(int executionId);

    /** Notes that other content replaced that of these uploads. */
    @Query("UPDATE upload SET part_key = NULL WHERE id = ANY (:ids)")
    abstract void replace(Integer[] ids);

    /** Notes that the content of a part is now the whole of it: nothing follows. */
    @Query("UPDATE upload SET part_key = :partKey, partial = false WHERE id = :id")
    abstract void complete(int id, String partKey);

    /**
     * An upload to store. The columns of the same names say more.
     *
     * @param partKey null if the upload repeats the content that the part has, and is stored for its key only
     * @param after the id of the newest result that the execution had before
     */
    record NewUpload(
            int id,
            int execution,
            Upload.By by,
            @Nullable String key,
            byte[] contentSha256,
            byte[] requestSha256,
            boolean partial,
            @Nullable String part,
            @Nullable String partKey,
            long size,
            String format,
            @Nullable Instant ranAt,
            int after,
            String answer,
            @Nullable String quarantined) {}

    /** Stores an upload after its results. */
    void insert(NewUpload upload) {
        String sql = """
                INSERT INTO upload (id, test_execution_id, application_id, principal, idempotency_key, content_sha256,
                                    request_sha256, partial, part, part_key, size, format, ran_at, answer,
                                    quarantined, first_result_id, last_result_id)
                VALUES (:id, :execution, :application, :principal, :key, :content, :request, :partial, :part, :partKey,
                        :size, :format, :ranAt, :answer, :quarantined, :after + 1,
                        (SELECT max(id) FROM test_result
                         WHERE test_execution_id = (SELECT CAST(:execution AS bigint)) AND id > :after))
                """;
        Instant ranAt = upload.ranAt();
        statements
                .update(sql)
                .bind("id", upload.id())
                .bind("execution", upload.execution())
                .bind("application", upload.by().application())
                .bind("principal", upload.by().principal())
                .bind("key", upload.key())
                .bind("content", upload.contentSha256())
                .bind("request", upload.requestSha256())
                .bind("partial", upload.partial())
                .bind("part", upload.part())
                .bind("partKey", upload.partKey())
                .bind("size", upload.size())
                .bind("format", upload.format())
                .bind("ranAt", ranAt == null ? null : LocalDateTime.ofInstant(ranAt, ZoneOffset.UTC))
                .bind("answer", upload.answer())
                .bind("quarantined", upload.quarantined())
                .bind("after", upload.after())
                .execute();
    }

    /**
     * The content of each part of an execution, in the order of arrival.
     *
     * @param size in bytes, unpacked; null for an upload of an old version
     */
    @Introspected
    record PartRow(
            int id,
            Instant createdAt,
            @Nullable String part,
            @Nullable Long size,
            @Nullable String format,
            @Nullable Instant ranAt,
            boolean partial,
            String answer,
            @Nullable String quarantined) {}

    @Query("""
            SELECT id, created_at, part, size, format, ran_at, partial, answer, quarantined
            FROM upload
            WHERE test_execution_id = :executionId AND id > :after AND (part_key IS NOT NULL OR size IS NULL)
            ORDER BY id
            LIMIT :limit
            """)
    abstract List<PartRow> parts(long executionId, int after, int limit);

    /**
     * Executions in progress that got a part, but none since this time. Those that the operator runs are left out: it
     * ends them itself.
     */
    @Query("""
            SELECT e.id FROM test_execution e
            WHERE e.status = 'IN_PROGRESS' AND e.id > :after
              AND (SELECT max(u.created_at) < :before AND bool_or(u.partial) FROM upload u
                   WHERE u.test_execution_id = e.id)
              AND NOT EXISTS (SELECT FROM kubernetes_attempt k
                              WHERE k.test_execution_id = e.id AND k.ended_at IS NULL)
            ORDER BY e.id
            LIMIT :limit
            """)
    abstract List<Integer> abandoned(LocalDateTime before, int after, int limit);
}
