package dev.assay.execution;

import dev.assay.database.Sql;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.util.List;
import org.jspecify.annotations.Nullable;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class BuildRepository implements Sql {

    /**
     * A latest build of an artefact.
     *
     * @param id null for an artefact without builds
     * @param bundledIn JSON array of artefacts, ascending id
     */
    @Introspected
    record BuildRow(
            @Nullable Integer id,
            @Nullable String architecture,
            @Nullable Integer revision,
            String bundledIn) {}

    /** In the order of DM-30; without a row there is no such artefact. */
    @Query("""
            SELECT b.id, b.architecture, b.revision,
                   (SELECT coalesce(json_agg(json_build_object('id', s.id, 'name', s.name, 'version', s.version,
                                                               'family', s.family) ORDER BY s.id), '[]')::text
                    FROM artefact_bundled_builds_association x
                    JOIN artefact s ON s.id = x.artefact_id
                    WHERE x.artefact_build_id = b.id) AS bundled_in
            FROM artefact a
            LEFT JOIN latest_build b ON b.artefact_id = a.id AND b.artefact_id = :artefactId
            WHERE a.id = :artefactId
            ORDER BY b.position
            """)
    abstract List<BuildRow> latest(long artefactId);
}
