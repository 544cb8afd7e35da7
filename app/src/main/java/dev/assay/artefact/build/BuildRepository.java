package dev.assay.artefact.build;

import dev.assay.artefact.ArtefactKey;
import dev.assay.artefact.Family;
import dev.assay.database.Fragment;
import dev.assay.database.Sql;
import dev.assay.database.Statements;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.connection.annotation.Connectable;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.serde.annotation.SerdeImport;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

@SerdeImport(LatestBuild.Bundling.class)
@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class BuildRepository implements Sql {
    private static final String ARTEFACT =
            "a.family::text AS family, a." + String.join(", a.", ArtefactKey.COLUMNS) + "\n";

    /** The columns that are equal in all versions of one thing. */
    private static final String THING =
            "a.name, a.stage, a.track, a.store, a.branch, a.series, a.repo, a.source, a.os, a.release, a.owner";

    private final Statements statements;

    BuildRepository(Statements statements) {
        this.statements = statements;
    }

    static Fragment since(BuildFilter filter, long after, List<Long> without, int limit) {
        return Fragment.of("SELECT b.id AS build, b.architecture, b.revision, 0 AS artefacts, " + ARTEFACT + """
                        FROM artefact_build b JOIN artefact a ON a.id = b.artefact_id
                        WHERE b.id > ?""", after)
                .thenIf(!without.isEmpty(), "AND b.id <> ALL (?)", without)
                .then(filter.ofBuild())
                .then(filter.ofArtefact())
                .then("ORDER BY b.id LIMIT ?", limit);
    }

    static Fragment byId(List<Long> ids) {
        return Fragment.of("SELECT b.id AS build, b.architecture, b.revision, 0 AS artefacts, " + ARTEFACT + """
                        FROM artefact_build b JOIN artefact a ON a.id = b.artefact_id
                        WHERE b.id = ANY (?)""", ids);
    }

    /** The latest build of each architecture, by the rule of the view latest_build, searched for each artefact. */
    static Fragment newest(BuildFilter filter, int limit) {
        return Fragment.of("WITH newest AS (SELECT DISTINCT ON (" + THING + ") a.* FROM artefact a WHERE true")
                .then(filter.ofArtefact())
                .then("AND EXISTS (SELECT FROM artefact_build b WHERE b.artefact_id = a.id")
                .then(filter.ofBuild())
                .then(") ORDER BY " + THING + ", a.created_at DESC, a.id DESC), page AS (")
                .then("""
                        SELECT *, count(*) OVER () AS artefacts FROM newest
                        ORDER BY created_at DESC, id DESC LIMIT ?)""", limit)
                .then("SELECT l.id AS build, l.architecture, l.revision, a.artefacts, " + ARTEFACT + """
                        FROM page a
                        CROSS JOIN LATERAL (
                          SELECT DISTINCT ON (b.architecture) b.id, b.architecture, b.revision FROM artefact_build b
                          WHERE b.artefact_id = a.id""")
                .then(filter.ofBuild())
                .then("""
                          ORDER BY b.architecture, coalesce(b.revision, 0) DESC, b.id) l
                        ORDER BY a.created_at DESC, a.id DESC, l.id""");
    }

    @Connectable
    List<FoundBuild> find(Fragment search) {
        return statements
                .query(search)
                .map((row, _) -> new FoundBuild(
                        row.getLong("build"),
                        row.getString("architecture"),
                        row.getObject("revision", Integer.class),
                        artefact(row),
                        row.getInt("artefacts")))
                .list();
    }

    private static ArtefactKey artefact(ResultSet row) throws SQLException {
        Map<String, String> columns = new HashMap<>();
        for (String column : ArtefactKey.COLUMNS) {
            columns.put(column, row.getString(column));
        }
        return ArtefactKey.of(Family.of(row.getString("family")), columns::get);
    }

    /** The latest builds, in the order of DM-30. */
    @Query("""
            SELECT b.id, b.architecture, b.revision,
                   (SELECT coalesce(json_agg(json_build_object('id', s.id, 'name', s.name, 'version', s.version,
                                                               'family', s.family) ORDER BY s.id), '[]')::text
                    FROM artefact_bundled_builds_association x
                    JOIN artefact s ON s.id = x.artefact_id
                    WHERE x.artefact_build_id = b.id) AS bundled_in
            FROM latest_build b
            WHERE b.artefact_id = :artefactId
            ORDER BY b.position
            """)
    abstract List<LatestBuild> latest(long artefactId);

    @Query("""
            SELECT coalesce((SELECT max(id) FROM artefact_build), 0) AS newest,
                   CAST(pg_snapshot_xmin(s)::text AS bigint) AS oldest,
                   CAST(pg_snapshot_xmax(s)::text AS bigint) AS next
            FROM pg_current_snapshot() s
            """)
    abstract BuildWatermark mark();
}
