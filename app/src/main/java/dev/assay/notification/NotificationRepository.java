package dev.assay.notification;

import dev.assay.platform.Sql;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class NotificationRepository implements Sql {

    @Query("""
            INSERT INTO notification (user_id, notification_type, target_url, created_at, updated_at)
            SELECT u, 'USER_ASSIGNED_ARTEFACT_REVIEW', CONCAT(:frontendUrl, '/', a.family, 's/', a.id), now(), now()
            FROM artefact a CROSS JOIN unnest(CAST(:users AS integer[])) WITH ORDINALITY AS given (u, position)
            WHERE a.id = :artefactId
            ORDER BY position
            """)
    abstract void insert(String frontendUrl, int artefactId, Integer[] users);
}
