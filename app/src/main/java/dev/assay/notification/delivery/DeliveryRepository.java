package dev.assay.notification.delivery;

import dev.assay.database.Sql;
import dev.assay.database.Statements;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class DeliveryRepository implements Sql {
    private static final String COLUMNS = """
            SELECT d.id, d.kind, c.name AS channel, d.notification_id, d.state, d.attempts, d.error, d.issue_key,
                   d.created_at, d.next_attempt_at, d.finished_at
            FROM notification_delivery d LEFT JOIN notification_channel c ON c.id = d.channel_id
            """;

    private final Statements statements;

    DeliveryRepository(Statements statements) {
        this.statements = statements;
    }

    /**
     * Claims deliveries that are due, oldest first, and skips those that another process is claiming. A claimed delivery is due
     * again when the lease ends, unless it is finished or postponed before.
     */
    List<Due> claim(int most, double leaseSeconds) {
        String sql = """
                WITH due AS (
                  SELECT id FROM notification_delivery
                  WHERE state = 'pending' AND next_attempt_at <= CAST(now() AS timestamp)
                  ORDER BY next_attempt_at, id
                  LIMIT :most
                  FOR UPDATE SKIP LOCKED
                ), claimed AS (
                  UPDATE notification_delivery d
                  SET attempts = attempts + 1, next_attempt_at = now() + :lease * interval '1 second'
                  FROM due WHERE d.id = due.id
                  RETURNING d.*
                )
                SELECT d.id, d.attempts AS attempt, d.message_id, d.created_at, d.kind,
                       u.id AS person_id, u.email AS person_email, u.name AS person_name,
                       u.launchpad_handle AS person_handle,
                       EXISTS (SELECT FROM artefact_reviewers_association x
                               WHERE x.artefact_id = a.id AND x.user_id = u.id) AS person_reviews,
                       c.name AS channel_name, c.kind AS channel_kind, c.sealed_url AS channel_sealed_url,
                       c.sealed_secret AS channel_sealed_secret,
                       n.id AS about_notification_id, n.notification_type AS about_type,
                       n.target_url AS about_target_url, n.created_at AS about_created_at, a.id AS about_artefact_id,
                       a.family AS about_family, a.name AS about_name, a.version AS about_version,
                       d.parent_issue AS about_parent_issue
                FROM claimed d
                JOIN app_user u ON u.id = d.user_id
                LEFT JOIN notification_channel c ON c.id = d.channel_id
                LEFT JOIN notification n ON n.id = d.notification_id
                LEFT JOIN artefact a ON a.id = d.artefact_id
                ORDER BY d.id
                """;
        return statements
                .query(sql)
                .bind("most", most)
                .bind("lease", leaseSeconds)
                .mapTo(Due.class)
                .list();
    }

    /** Does nothing if another attempt has begun, because the lease of this one ended. */
    @Query("""
            UPDATE notification_delivery
            SET state = :state, error = CAST(:error AS text), issue_key = CAST(:issueKey AS text), finished_at = now()
            WHERE id = :id AND attempts = :attempt AND state = 'pending'
            """)
    abstract void finish(int id, int attempt, String state, @Nullable String error, @Nullable String issueKey);

    @Query("""
            UPDATE notification_delivery
            SET error = :error, next_attempt_at = now() + CAST(:seconds AS float8) * interval '1 second'
            WHERE id = :id AND attempts = :attempt AND state = 'pending'
            """)
    abstract void postpone(int id, int attempt, String error, double seconds);

    @Query("SELECT EXISTS (SELECT FROM notification_delivery WHERE issue_key = :key)")
    abstract boolean hasIssue(String key);

    @Query("""
            DELETE FROM notification_delivery
            WHERE created_at < CAST(now() AS timestamp) - CAST(:seconds AS float8) * interval '1 second'
            """)
    abstract int forget(double seconds);

    /** @return the id; null if the channel does not exist, or {@code most} tests were queued within the last hour */
    @Query("""
            INSERT INTO notification_delivery (user_id, kind, channel_id)
            SELECT c.user_id, 'test', c.id
            FROM notification_channel c
            WHERE c.user_id = :userId AND c.name = :channel
              AND (SELECT count(*) FROM notification_delivery d
                   WHERE d.user_id = :userId AND d.kind = 'test'
                     AND d.created_at > CAST(now() AS timestamp) - interval '1 hour') < :most
            FOR KEY SHARE OF c
            RETURNING id
            """)
    abstract @Nullable Integer insertTest(int userId, String channel, int most);

    @Query(COLUMNS + "WHERE d.id = :id")
    abstract Optional<Delivery> find(int id);

    /** Newest first. */
    @Query(COLUMNS + "WHERE d.user_id = :userId AND d.id < :before ORDER BY d.id DESC LIMIT :limit")
    abstract List<Delivery> page(int userId, int before, int limit);
}
