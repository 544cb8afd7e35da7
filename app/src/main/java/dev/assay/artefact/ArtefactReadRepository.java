package dev.assay.artefact;

import dev.assay.platform.Sql;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.util.List;
import java.util.Optional;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class ArtefactReadRepository implements Sql {
    /** Everything of {@link ArtefactRow}; what is counted and collected is found artefact by artefact, by indexes. */
    private static final String COLUMNS = """
            SELECT a.id, a.name, a.version, a.track, a.store, a.branch, a.series, a.repo, a.source, a.os, a.release,
                   a.owner, a.sha256, a.image_url, a.digest, a.stage, a.family::text AS family,
                   a.status::text AS status, a.comment, a.archived, a.due_date, a.created_at, a.bug_link, a.jira_issue,
                   (SELECT coalesce(json_agg(json_build_object(
                             'id', u.id, 'launchpad_handle', u.launchpad_handle, 'email', u.email,
                             'launchpad_email', u.email, 'name', u.name) ORDER BY u.id), '[]')::text
                    FROM artefact_reviewers_association x JOIN app_user u ON u.id = x.user_id
                    WHERE x.artefact_id = a.id) AS reviewers,
                   (SELECT coalesce(json_agg(json_build_object(
                             'id', b.id, 'architecture', b.architecture, 'revision', b.revision) ORDER BY b.id),
                             '[]')::text
                    FROM artefact_bundled_builds_association x JOIN artefact_build b ON b.id = x.artefact_build_id
                    WHERE x.artefact_id = a.id) AS bundled_builds,
                   reviews.total AS reviews_count, reviews.decided AS decided_count
            """;

    private static final String REVIEWS = """
            CROSS JOIN LATERAL (
              SELECT count(*) AS total, count(*) FILTER (WHERE r.review_decision <> '{}') AS decided
              FROM latest_build l JOIN artefact_build_environment_review r ON r.artefact_build_id = l.id
              WHERE l.artefact_id = a.id
            ) reviews
            """;

    @Query(COLUMNS + """
            FROM artefact a
            """ + REVIEWS + """
            WHERE a.id = ANY (CAST(:ids AS integer[]))
            """)
    abstract List<ArtefactRow> find(Integer[] ids);

    @Query("SELECT id FROM artefact WHERE id = :id")
    abstract Optional<Integer> exists(long id);
}
