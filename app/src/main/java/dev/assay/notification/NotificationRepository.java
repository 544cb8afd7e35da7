package dev.assay.notification;

import dev.assay.database.Sql;
import dev.assay.database.Statements;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class NotificationRepository implements Sql {

    private final Statements statements;

    NotificationRepository(Statements statements) {
        this.statements = statements;
    }

    /**
     * Inserts a notification for each user, and its deliveries. Blocks the deletion of the users' channels until the
     * transaction ends.
     *
     * @return the number of deliveries
     */
    int insert(String frontendUrl, int artefactId, Collection<Integer> users) {
        String sql = """
                WITH artefact_told AS (
                  SELECT id, family, jira_issue FROM artefact WHERE id = :artefact
                ), told AS (
                  INSERT INTO notification (user_id, notification_type, target_url, created_at, updated_at)
                  SELECT u, 'USER_ASSIGNED_ARTEFACT_REVIEW', CONCAT(:frontend, '/', a.family, 's/', a.id), now(), now()
                  FROM artefact_told a CROSS JOIN unnest(:users) WITH ORDINALITY AS given (u, position)
                  ORDER BY position
                  RETURNING id, user_id, notification_type
                ), channel AS (
                  SELECT c.id, c.user_id, told.id AS notification_id
                  FROM told JOIN notification_channel c ON c.user_id = told.user_id
                  WHERE c.enabled AND (c.types IS NULL OR told.notification_type = ANY (c.types))
                  FOR KEY SHARE OF c
                )
                INSERT INTO notification_delivery (user_id, kind, notification_id, channel_id, artefact_id, parent_issue)
                SELECT c.user_id, 'notification', c.notification_id, c.id, a.id, NULL
                FROM channel c CROSS JOIN artefact_told a
                UNION ALL
                SELECT t.user_id, 'review_card', t.id, NULL, a.id, a.jira_issue
                FROM told t CROSS JOIN artefact_told a
                WHERE a.jira_issue <> ''
                """;
        return statements
                .update(sql)
                .bind("artefact", artefactId)
                .bind("frontend", frontendUrl)
                .bindArray("users", Integer.class, users)
                .execute();
    }

    @Query("SELECT EXISTS (SELECT FROM app_user WHERE id = :userId)")
    abstract boolean hasUser(long userId);

    /** Newest first. */
    @Query("""
            SELECT id, user_id, notification_type, target_url, created_at, dismissed_at
            FROM notification
            WHERE user_id = :userId AND (NOT :unreadOnly OR dismissed_at IS NULL)
            ORDER BY created_at DESC, id DESC
            LIMIT :limit OFFSET :offset
            """)
    abstract List<Notification> page(long userId, boolean unreadOnly, int limit, int offset);

    @Query("SELECT count(*) FROM notification WHERE user_id = :userId AND (NOT :unreadOnly OR dismissed_at IS NULL)")
    abstract int count(long userId, boolean unreadOnly);

    @Query("""
            SELECT id, user_id, notification_type, target_url, created_at, dismissed_at
            FROM notification WHERE id = :id AND user_id = :userId
            """)
    abstract Optional<Notification> find(long userId, long id);

    /** Does nothing if the notification is dismissed already. */
    @Query("""
            UPDATE notification SET dismissed_at = :at, updated_at = now()
            WHERE id = :id AND user_id = :userId AND dismissed_at IS NULL
            """)
    abstract void dismiss(long userId, long id, Instant at);
}
