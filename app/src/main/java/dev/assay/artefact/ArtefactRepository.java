package dev.assay.artefact;

import dev.assay.database.Sql;
import dev.assay.database.Statements;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class ArtefactRepository implements Sql {
    /** SHA-256 of the empty bundle (DM-35). */
    private static final String EMPTY_BUNDLE = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private final Statements statements;

    ArtefactRepository(Statements statements) {
        this.statements = statements;
    }

    /**
     * Finds or inserts in one round trip. Null if a concurrent transaction has just inserted the row: ask again. A snap
     * of another store with the same unique key is reused (TE-START-45).
     */
    @Nullable
    Integer findOrInsert(ArtefactKey artefact) {
        String key = ArtefactKey.identity(artefact.family()).stream()
                .map(column -> "a.%1$s = g.%1$s".formatted(column))
                .collect(Collectors.joining(" AND "));
        if (artefact.family() == Family.SOLUTION) {
            key += " AND a.stage = g.stage AND a.bundled_builds_hash = g.bundle";
        }
        String sql = """
                WITH g AS (
                  SELECT * FROM (VALUES (:%4$s, CAST(:bundle AS varchar)))
                  AS given (%3$s, bundle)
                ), found AS (
                  SELECT a.id FROM artefact a, g
                  WHERE a.family = '%1$s' AND %2$s
                  ORDER BY a.store = g.store DESC, a.id
                  LIMIT 1
                ), made AS (
                  INSERT INTO artefact (family, %3$s, bundled_builds_hash, status, comment, created_at, updated_at)
                  SELECT '%1$s', %3$s, bundle, 'UNDECIDED', '', now(), now()
                  FROM g WHERE NOT EXISTS (SELECT FROM found)
                  ON CONFLICT DO NOTHING
                  RETURNING id
                )
                SELECT id FROM found UNION ALL SELECT id FROM made
                """.formatted(
                        artefact.family().wire(),
                        key,
                        String.join(", ", ArtefactKey.COLUMNS),
                        String.join(", :", ArtefactKey.COLUMNS));
        Map<String, String> columns = new HashMap<>();
        ArtefactKey.COLUMNS.forEach(
                column -> columns.put(column, artefact.columns().getOrDefault(column, "")));
        return statements
                .query(sql)
                .bindMap(columns)
                .bind("bundle", artefact.family() == Family.SOLUTION ? EMPTY_BUNDLE : null)
                .mapTo(Integer.class)
                .findOne()
                .orElse(null);
    }

    @Query("SELECT id FROM artefact WHERE family = 'image' AND sha256 = :sha256")
    abstract Optional<Integer> findImage(String sha256);

    @Query("SELECT DISTINCT architecture FROM artefact_build WHERE artefact_id = :artefactId ORDER BY architecture")
    abstract List<String> architectures(int artefactId);

    /** Same as {@link #findOrInsert}, for a build. */
    @Query("""
            WITH found AS (
              SELECT id FROM artefact_build
              WHERE artefact_id = :artefactId AND architecture = :architecture
                AND revision IS NOT DISTINCT FROM CAST(:revision AS integer)
            ), made AS (
              INSERT INTO artefact_build (artefact_id, architecture, revision, created_at, updated_at)
              SELECT :artefactId, :architecture, CAST(:revision AS integer), now(), now()
              WHERE NOT EXISTS (SELECT FROM found)
              ON CONFLICT DO NOTHING
              RETURNING id
            )
            SELECT id FROM found UNION ALL SELECT id FROM made
            """)
    abstract @Nullable Integer findOrInsertBuild(int artefactId, String architecture, @Nullable Integer revision);
}
