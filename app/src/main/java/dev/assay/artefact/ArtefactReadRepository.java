package dev.assay.artefact;

import dev.assay.database.Fragment;
import dev.assay.database.Sql;
import dev.assay.database.Statements;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.connection.annotation.Connectable;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.serde.annotation.SerdeImport;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@SerdeImport(Reviewer.class)
@SerdeImport(Build.class)
@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class ArtefactReadRepository implements Sql {
    /** All columns of {@link Artefact}. Counts and lists are subqueries for each artefact, which use indexes. */
    private static final String COLUMNS = """
            SELECT a.id, a.name, a.version, a.track, a.store, a.branch, a.series, a.repo, a.source, a.os, a.release,
                   a.owner, a.sha256, a.image_url, a.digest, a.stage, a.family::text AS family,
                   a.status::text AS status, a.comment, a.archived, a.due_date, a.created_at, a.bug_link, a.jira_issue,
                   (SELECT coalesce(json_agg(json_build_object(
                             'id', u.id, 'launchpadHandle', u.launchpad_handle, 'email', u.email, 'name', u.name)
                             ORDER BY array_position(asked.reviewers, u.id), u.id), '[]')::text
                    FROM artefact_reviewers_association x JOIN app_user u ON u.id = x.user_id
                    WHERE x.artefact_id = a.id) AS reviewers,
                   (SELECT coalesce(json_agg(json_build_object(
                             'id', b.id, 'architecture', b.architecture, 'revision', b.revision)
                             ORDER BY array_position(asked.builds, b.id), b.id), '[]')::text
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

    /** For callers that do not ask for an order of reviewers and builds: both are in the order of ids. */
    private static final String BY_ID =
            "CROSS JOIN (VALUES ('{}'::integer[], '{}'::integer[])) asked (reviewers, builds)\n";

    private final Statements statements;

    ArtefactReadRepository(Statements statements) {
        this.statements = statements;
    }

    /** @param reviewers the order of the reviewers, as {@code builds} is of the bundle; others follow by id */
    @Query(COLUMNS + """
            FROM artefact a
            CROSS JOIN (SELECT CAST(:reviewers AS integer[]) AS reviewers, CAST(:builds AS integer[]) AS builds) asked
            """ + REVIEWS + "WHERE a.id = :id")
    abstract Artefact inOrder(int id, Integer[] reviewers, Integer[] builds);

    @Query(COLUMNS + "FROM artefact a\n" + BY_ID + REVIEWS
            + "WHERE a.id = ANY (CAST(:ids AS integer[])) ORDER BY a.id DESC")
    abstract List<Artefact> find(Integer[] ids);

    @Query("SELECT id FROM artefact WHERE id = :id")
    abstract Optional<Integer> exists(long id);

    static Fragment page(ArtefactFilter filter, int before, int limit) {
        return Fragment.of("SELECT id FROM artefact WHERE id < ?", before)
                .then(filter.conditions())
                .then("ORDER BY id DESC LIMIT ?", limit);
    }

    /** The ids, in the order of the search. */
    @Connectable
    List<Integer> ids(Fragment search) {
        return statements.query(search).mapTo(Integer.class).list();
    }

    /**
     * The newest artefacts of each group, including ties (ART-LIST-02 to 07). One list of columns defines the groups of
     * every family, because the columns that a family does not have are empty. Each charm is a group of its own.
     */
    @Query(COLUMNS + "FROM artefact a\n" + BY_ID + REVIEWS + """
            WHERE NOT a.archived AND a.family = ANY (CAST(:families AS familyname[]))
              AND (a.family, a.name, a.stage, a.track, a.branch, a.series, a.repo, a.source, a.os, a.release,
                   CASE a.family WHEN 'charm' THEN a.id ELSE 0 END, a.created_at) IN (
                SELECT family, name, stage, track, branch, series, repo, source, os, release,
                       CASE family WHEN 'charm' THEN id ELSE 0 END AS own_group, max(created_at)
                FROM artefact
                WHERE NOT archived AND family = ANY (CAST(:families AS familyname[]))
                GROUP BY family, name, stage, track, branch, series, repo, source, os, release, own_group)
            ORDER BY a.family, a.name, a.created_at, a.id
            """)
    abstract List<Artefact> newest(String[] families);

    /** @param pattern for ILIKE; it has no escape character (CONV-30) */
    @Query("""
            WITH found AS (
              SELECT DISTINCT name FROM artefact
              WHERE NOT archived AND family = ANY (CAST(:families AS familyname[])) AND name ILIKE :pattern ESCAPE ''
            )
            SELECT (SELECT coalesce(json_agg(name ORDER BY name), '[]')::text
                    FROM (SELECT name FROM found ORDER BY name LIMIT :limit OFFSET :offset) page) AS names,
                   (SELECT count(*) FROM found) AS count
            """)
    abstract Artefacts.Names names(String pattern, String[] families, int limit, int offset);

    @Query("""
            SELECT id, name, version, stage, created_at
            FROM artefact
            WHERE name = :name AND family = CAST(:family AS familyname) AND track = :track
              AND (CAST(:stage AS varchar) IS NULL OR stage = :stage)
            ORDER BY id DESC
            LIMIT :limit OFFSET :offset
            """)
    abstract List<ArtefactVersion> history(
            String name, String family, String track, @Nullable String stage, int limit, int offset);

    /** The versions of an artefact, including itself (ART-VER-02, 03). Empty if the artefact is unknown. */
    @Query("""
            SELECT v.id, v.name, v.version, v.stage, v.created_at
            FROM artefact a
            JOIN artefact v
              ON v.family = a.family AND v.name = a.name AND v.track = a.track AND v.branch = a.branch
              AND v.series = a.series AND v.repo = a.repo AND v.os = a.os AND v.release = a.release
              AND v.source = a.source AND v.bundled_builds_hash IS NOT DISTINCT FROM a.bundled_builds_hash
            WHERE a.id = :id
            ORDER BY v.id DESC
            """)
    abstract List<ArtefactVersion> versions(long id);
}
