package dev.assay.access;

import dev.assay.access.Permissions.Holder;
import dev.assay.database.Sql;
import io.micronaut.data.connection.annotation.Connectable;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.sql.ResultSet;
import java.util.List;
import java.util.Optional;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class PermissionRepository implements Sql {
    private final JdbcOperations jdbc;

    PermissionRepository(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /** Names with commas between them. */
    @Connectable
    Optional<String> held(Holder holder, long id) {
        String sql = """
                SELECT array_to_string(h.permissions::text[] || ARRAY(
                         SELECT permission FROM {holder}_permission WHERE {holder}_id = h.id), ',')
                FROM {holder} h WHERE h.id = ?
                """;
        return jdbc.prepareStatement(of(holder, sql), statement -> {
            statement.setLong(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        });
    }

    @Connectable
    boolean grant(Holder holder, long id, Permission permission) {
        return change(holder, id, permission, permission.isOurs() ? """
                INSERT INTO {holder}_permission ({holder}_id, permission)
                SELECT h.id, g.permission FROM {holder} h JOIN given g USING (id) FOR KEY SHARE OF h
                ON CONFLICT DO NOTHING
                """ : """
                UPDATE {holder} h SET permissions = array_append(h.permissions, g.permission::permission), updated_at = now()
                FROM given g WHERE h.id = g.id AND g.permission::permission <> ALL (h.permissions)
                """);
    }

    @Connectable
    boolean revoke(Holder holder, long id, Permission permission) {
        return change(holder, id, permission, permission.isOurs() ? """
                DELETE FROM {holder}_permission h USING given g WHERE h.{holder}_id = g.id AND h.permission = g.permission
                """ : """
                UPDATE {holder} h SET permissions = array_remove(h.permissions, g.permission::permission), updated_at = now()
                FROM given g WHERE h.id = g.id AND g.permission::permission = ANY (h.permissions)
                """);
    }

    /** False when there is no such holder. */
    private boolean change(Holder holder, long id, Permission permission, String change) {
        String sql = "WITH given (id, permission) AS (VALUES (CAST(? AS bigint), CAST(? AS text))), changed AS ("
                + change + ") SELECT EXISTS (SELECT FROM {holder} JOIN given USING (id))";
        return jdbc.prepareStatement(of(holder, sql), statement -> {
            statement.setLong(1, id);
            statement.setString(2, permission.wire());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        });
    }

    @Connectable
    int setOurs(int application, List<String> names) {
        String sql = """
                WITH given AS (
                  SELECT * FROM unnest(?) AS given (permission)
                ), gone AS (
                  DELETE FROM application_permission
                  WHERE application_id = ? AND permission NOT IN (SELECT permission FROM given)
                  RETURNING 1
                ), more AS (
                  INSERT INTO application_permission (application_id, permission)
                  SELECT ?, permission FROM given
                  ON CONFLICT DO NOTHING
                  RETURNING 1
                )
                SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM more)
                """;
        return jdbc.prepareStatement(sql, statement -> {
            statement.setArray(1, statement.getConnection().createArrayOf("text", names.toArray()));
            statement.setInt(2, application);
            statement.setInt(3, application);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        });
    }

    private static String of(Holder holder, String sql) {
        return sql.replace("{holder}", holder.word());
    }
}
