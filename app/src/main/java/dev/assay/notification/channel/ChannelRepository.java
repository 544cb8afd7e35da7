package dev.assay.notification.channel;

import dev.assay.database.Sql;
import dev.assay.database.Statements;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class ChannelRepository implements Sql {
    private static final String COLUMNS = """
            SELECT c.id, c.name, c.kind, CAST(c.types AS text[]) AS types, c.enabled, c.host, u.email,
                   c.created_at, c.updated_at
            FROM notification_channel c JOIN app_user u ON u.id = c.user_id
            """;

    private final Statements statements;

    ChannelRepository(Statements statements) {
        this.statements = statements;
    }

    /**
     * Locks the user until the transaction ends, so that changes of one user's channels run one after the other. False if the
     * user does not exist.
     */
    boolean hold(long userId) {
        return statements
                .query("SELECT id FROM app_user WHERE id = :id FOR NO KEY UPDATE")
                .bind("id", userId)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    @Query("SELECT EXISTS (SELECT FROM app_user WHERE id = :userId)")
    abstract boolean hasUser(long userId);

    @Query(COLUMNS + "WHERE c.user_id = :userId ORDER BY c.name")
    abstract List<Channel> all(long userId);

    @Query(COLUMNS + "WHERE c.user_id = :userId AND c.name = :name")
    abstract Optional<Channel> find(long userId, String name);

    /** {@code url} and {@code secret} are encrypted, in base64. */
    @Query("""
            INSERT INTO notification_channel (user_id, name, kind, types, enabled, host, sealed_url, sealed_secret)
            VALUES (:userId, :name, :kind, CAST(:types AS notificationtype[]), :enabled, :host,
                    decode(CAST(:url AS text), 'base64'), decode(CAST(:secret AS text), 'base64'))
            """)
    abstract void insert(
            long userId,
            String name,
            String kind,
            @Nullable String types,
            boolean enabled,
            String host,
            @Nullable String url,
            @Nullable String secret);

    /**
     * {@code url} and {@code secret} are encrypted, in base64. If {@code secret} is null, a webhook keeps its present secret;
     * other kinds do not have one.
     */
    @Query("""
            UPDATE notification_channel
            SET kind = :kind, types = CAST(:types AS notificationtype[]), enabled = :enabled, host = :host,
                sealed_url = decode(CAST(:url AS text), 'base64'),
                sealed_secret = CASE WHEN CAST(:kind AS text) = 'webhook'
                                THEN coalesce(decode(CAST(:secret AS text), 'base64'), sealed_secret) END,
                updated_at = now()
            WHERE id = :id
            """)
    abstract void replace(
            int id,
            String kind,
            @Nullable String types,
            boolean enabled,
            String host,
            @Nullable String url,
            @Nullable String secret);

    /** Keeps URL and secret. Sets {@code updated_at} only if a value changes. */
    @Query("""
            UPDATE notification_channel
            SET types = CAST(:types AS notificationtype[]), enabled = :enabled, updated_at = now()
            WHERE id = :id
              AND (types, enabled) IS DISTINCT FROM (CAST(:types AS notificationtype[]), CAST(:enabled AS boolean))
            """)
    abstract void adjust(int id, @Nullable String types, boolean enabled);

    @Query("DELETE FROM notification_channel WHERE user_id = :userId AND name = :name")
    abstract int delete(long userId, String name);
}
