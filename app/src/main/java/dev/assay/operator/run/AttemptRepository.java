package dev.assay.operator.run;

import dev.assay.database.Sql;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.util.List;
import org.jspecify.annotations.Nullable;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class AttemptRepository implements Sql {
    @Query("""
            SELECT environment, step, attempt, test_execution_id AS execution, outcome, message
            FROM kubernetes_attempt WHERE run_uid = :runUid ORDER BY id
            """)
    abstract List<Attempt> ofRun(String runUid);

    /** Records the beginning of an attempt; does nothing if it is recorded already. */
    @Query("""
            INSERT INTO kubernetes_attempt
              (cluster_uid, namespace, run_name, run_uid, environment, step, attempt, test_execution_id)
            VALUES (:cluster, :namespace, :runName, :runUid, :environment, :step, :attempt, :execution)
            ON CONFLICT (run_uid, environment, step, attempt) DO NOTHING
            """)
    abstract int begin(
            String cluster,
            String namespace,
            String runName,
            String runUid,
            String environment,
            String step,
            int attempt,
            int execution);

    /** Ends an attempt. Returns 0 if it had ended before. The row is locked until the transaction ends. */
    @Query("""
            UPDATE kubernetes_attempt
            SET outcome = :outcome, message = :message, ended_at = now()
            WHERE run_uid = :runUid AND environment = :environment AND step = :step AND attempt = :attempt
              AND ended_at IS NULL
            """)
    abstract int end(
            String runUid, String environment, String step, int attempt, String outcome, @Nullable String message);

    /** Marks an attempt that takes too long, with its message. Returns 0 if it is marked already, or has ended. */
    @Query("""
            UPDATE kubernetes_attempt SET message = :message
            WHERE run_uid = :runUid AND environment = :environment AND step = :step AND attempt = :attempt
              AND ended_at IS NULL AND message = ''
            """)
    abstract int timeOut(String runUid, String environment, String step, int attempt, String message);

    /** The runs of the cluster that have open attempts, ordered by uid, after the given uid. */
    @Query("""
            SELECT DISTINCT ON (run_uid) namespace, run_name, run_uid FROM kubernetes_attempt
            WHERE cluster_uid = :cluster AND ended_at IS NULL AND run_uid > :after
            ORDER BY run_uid LIMIT :limit
            """)
    abstract List<OpenRun> open(String cluster, String after, int limit);
}
