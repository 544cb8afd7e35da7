package dev.assay.notification.delivery;

import dev.assay.database.Sql;
import dev.assay.notification.NotificationType;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class DeliveryRepository implements Sql {
    private static final String COLUMNS = """
            SELECT d.id, d.kind, c.name AS channel, d.notification_id, d.state, d.attempts, d.error, d.issue_key,
                   d.created_at, d.next_attempt_at, d.finished_at
            FROM notification_delivery d LEFT JOIN notification_channel c ON c.id = d.channel_id
            """;

    private final JdbcOperations jdbc;

    DeliveryRepository(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Takes what is due, oldest first, and no other's; it is due again when the lease ends unless it is finished or put off.
     * By hand: to Micronaut Data every text with UPDATE in it is one.
     */
    List<Due> claim(int most, double leaseSeconds) {
        String sql = """
                WITH due AS (
                  SELECT id FROM notification_delivery
                  WHERE state = 'pending' AND next_attempt_at <= CAST(now() AS timestamp)
                  ORDER BY next_attempt_at, id
                  LIMIT ?
                  FOR UPDATE SKIP LOCKED
                ), claimed AS (
                  UPDATE notification_delivery d
                  SET attempts = attempts + 1, next_attempt_at = now() + ? * interval '1 second'
                  FROM due WHERE d.id = due.id
                  RETURNING d.*
                )
                SELECT d.id, d.attempts, d.message_id, d.created_at, d.kind, d.parent_issue,
                       u.id AS user_id, u.email, u.name AS user_name, u.launchpad_handle,
                       c.name AS channel_name, c.kind AS channel_kind, c.sealed_url, c.sealed_secret,
                       n.id AS notification_id, n.notification_type, n.target_url, n.created_at AS notified_at,
                       a.id AS artefact_id, a.family, a.name AS artefact_name, a.version,
                       EXISTS (SELECT FROM artefact_reviewers_association x
                               WHERE x.artefact_id = a.id AND x.user_id = u.id) AS reviews
                FROM claimed d
                JOIN app_user u ON u.id = d.user_id
                LEFT JOIN notification_channel c ON c.id = d.channel_id
                LEFT JOIN notification n ON n.id = d.notification_id
                LEFT JOIN artefact a ON a.id = d.artefact_id
                ORDER BY d.id
                """;
        return jdbc.prepareStatement(sql, statement -> {
            statement.setInt(1, most);
            statement.setDouble(2, leaseSeconds);
            List<Due> claimed = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    claimed.add(due(row));
                }
            }
            return claimed;
        });
    }

    /** Only for who has this attempt: after the lease another may have begun. */
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
    abstract void putOff(int id, int attempt, String error, double seconds);

    @Query("SELECT EXISTS (SELECT FROM notification_delivery WHERE issue_key = :key)")
    abstract boolean hasIssue(String key);

    @Query("""
            DELETE FROM notification_delivery
            WHERE created_at < CAST(now() AS timestamp) - CAST(:seconds AS float8) * interval '1 second'
            """)
    abstract int forget(double seconds);

    /** @return the id; null when there is no such channel, or there were so many tests within an hour */
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

    private static Due due(ResultSet row) throws SQLException {
        return new Due(
                row.getInt("id"),
                row.getInt("attempts"),
                row.getObject("message_id", UUID.class),
                Sql.instant(row, "created_at"),
                Due.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                new Due.Person(
                        row.getInt("user_id"),
                        row.getString("email"),
                        row.getString("user_name"),
                        row.getString("launchpad_handle"),
                        row.getBoolean("reviews")),
                row.getString("channel_name") == null
                        ? null
                        : new Due.Channel(
                                row.getString("channel_name"),
                                row.getString("channel_kind"),
                                row.getBytes("sealed_url"),
                                row.getBytes("sealed_secret")),
                row.getString("notification_type") == null ? null : about(row));
    }

    private static Due.About about(ResultSet row) throws SQLException {
        return new Due.About(
                row.getInt("notification_id"),
                NotificationType.valueOf(row.getString("notification_type")),
                row.getString("target_url"),
                Sql.instant(row, "notified_at"),
                row.getInt("artefact_id"),
                row.getString("family"),
                row.getString("artefact_name"),
                row.getString("version"),
                row.getString("parent_issue"));
    }
}
