package dev.assay.access;

import dev.assay.access.Permissions.Holder;
import dev.assay.database.Statements;
import io.micronaut.data.connection.annotation.Connectable;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

@Singleton
class PermissionRepository {
    private final Statements statements;

    PermissionRepository(Statements statements) {
        this.statements = statements;
    }

    /** The names, comma separated; empty if the holder does not exist. */
    @Connectable
    Optional<String> held(Holder holder, long id) {
        String sql = """
                SELECT array_to_string(h.permissions::text[] || ARRAY(
                         SELECT permission FROM {holder}_permission WHERE {holder}_id = h.id), ',')
                FROM {holder} h WHERE h.id = :id
                """;
        return statements
                .query(of(holder, sql))
                .bind("id", id)
                .mapTo(String.class)
                .findOne();
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

    /** False if the holder does not exist. */
    private boolean change(Holder holder, long id, Permission permission, String change) {
        String sql =
                "WITH given (id, permission) AS (VALUES (CAST(:id AS bigint), CAST(:permission AS text))), changed AS ("
                        + change + ") SELECT EXISTS (SELECT FROM {holder} JOIN given USING (id))";
        return statements
                .query(of(holder, sql))
                .bind("id", id)
                .bind("permission", permission.wire())
                .mapTo(Boolean.class)
                .one();
    }

    @Connectable
    int setOurs(int application, List<String> names) {
        String sql = """
                WITH given AS (
                  SELECT * FROM unnest(:names) AS given (permission)
                ), gone AS (
                  DELETE FROM application_permission
                  WHERE application_id = :application AND permission NOT IN (SELECT permission FROM given)
                  RETURNING 1
                ), more AS (
                  INSERT INTO application_permission (application_id, permission)
                  SELECT :application, permission FROM given
                  ON CONFLICT DO NOTHING
                  RETURNING 1
                )
                SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM more)
                """;
        return statements
                .query(sql)
                .bindArray("names", String.class, names)
                .bind("application", application)
                .mapTo(Integer.class)
                .one();
    }

    private static String of(Holder holder, String sql) {
        return sql.replace("{holder}", holder.word());
    }
}
