package dev.assay.identity.application;

import dev.assay.database.Sql;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class ApplicationRepository implements Sql {
    /** All permissions of the application {@code a}: Test Observer's in its row, and those that only Assay has. */
    static final String PERMISSIONS = """
            array_to_string(a.permissions::text[] || ARRAY(
              SELECT permission FROM application_permission WHERE application_id = a.id), ',') AS permissions
            """;

    @Query(value = "SELECT a.id, a.name, " + PERMISSIONS + """
                    , true AS keyed, a.api_key = :clear AS clear
                    FROM application a
                    WHERE a.api_key IN (:clear, :hash)
                    """, nativeQuery = true)
    abstract Optional<ApplicationRow> findByKey(String clear, String hash);

    @Query("""
            UPDATE application SET api_key = :hash WHERE id = :id AND api_key = :clear
            """)
    abstract void replaceKey(int id, String clear, String hash);

    @Query("""
            SELECT id, name, array_to_string(permissions, ',') AS permissions, api_key NOT LIKE 'none:%' AS keyed,
                   false AS clear
            FROM application ORDER BY id
            """)
    abstract List<ApplicationRow> list();

    @Query("""
            SELECT id, name, array_to_string(permissions, ',') AS permissions, api_key NOT LIKE 'none:%' AS keyed,
                   false AS clear
            FROM application WHERE id = :id
            """)
    abstract Optional<ApplicationRow> find(long id);

    /** Returns the new id; null if the name is taken. */
    @Query("""
            INSERT INTO application (name, permissions, api_key, created_at, updated_at)
            VALUES (:name, CAST(:permissions AS permission[]), :hash, now(), now())
            ON CONFLICT (name) DO NOTHING
            RETURNING id
            """)
    abstract @Nullable Integer insert(String name, String[] permissions, String hash);

    /** Sets {@code updated_at} only if the permissions change (CONV-29). */
    @Query("""
            UPDATE application SET permissions = CAST(:permissions AS permission[]), updated_at = now()
            WHERE id = :id AND permissions <> CAST(:permissions AS permission[])
            """)
    abstract void updatePermissions(long id, String[] permissions);

    @Query("UPDATE application SET api_key = :hash, updated_at = now() WHERE name = :name")
    abstract int updateKey(String name, String hash);

    @Query("UPDATE application SET api_key = :hash, updated_at = now() WHERE id = :id")
    abstract int updateKey(long id, String hash);

    @Query("DELETE FROM application WHERE id = :id")
    abstract void delete(long id);
}
