package dev.assay.execution;

import dev.assay.database.Sql;
import dev.assay.database.Statements;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.MappedProperty;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.DataType;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.serde.annotation.SerdeImport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@SerdeImport(Execution.RelevantLink.class)
@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class ExecutionRepository implements Sql {
    /**
     * All fields of TE-RESP, and the build. Executions without failures are found by their counts, which saves a search
     * in their results.
     */
    private static final String SELECT = """
            SELECT e.id, e.ci_link, e.c3_link, e.status::text AS status, e.created_at,
                   v.id AS environment_id, v.name AS environment_name, v.architecture, p.name AS test_plan,
                   (SELECT coalesce(json_agg(json_build_object('id', l.id, 'label', l.label, 'url', l.url)
                                             ORDER BY l.id), '[]')::text
                    FROM test_execution_relevant_link l WHERE l.test_execution_id = e.id) AS links,
                   (SELECT coalesce(json_object_agg(its.category, its.texts ORDER BY its.first), '{}')::text
                    FROM (SELECT m.category, min(m.id) AS first, json_agg(m.value ORDER BY m.id) AS texts
                          FROM test_execution_metadata_association_table x
                          JOIN test_execution_metadata m ON m.id = x.test_execution_metadata_id
                          WHERE x.test_execution_id = e.id GROUP BY m.category) its) AS metadata,
                   NOT EXISTS (
                     SELECT FROM result_count n
                     WHERE n.test_execution_id = e.id AND n.failed + n.skipped > 0 AND EXISTS (
                       SELECT FROM test_result r
                       WHERE r.test_execution_id = e.id AND r.status IN ('FAILED', 'SKIPPED')
                         AND NOT EXISTS (
                           SELECT FROM issue_test_result_attachment a WHERE a.test_result_id = r.id))) AS triaged,
                   q.priority AS rerun_priority,
                   b.id AS build_id, b.architecture AS build_architecture, b.revision, b.artefact_id
            FROM test_execution e
            JOIN environment v ON v.id = e.environment_id
            JOIN test_plan p ON p.id = e.test_plan_id
            JOIN artefact_build b ON b.id = e.artefact_build_id
            LEFT JOIN test_execution_rerun_request q
              ON q.test_plan_id = e.test_plan_id AND q.artefact_build_id = e.artefact_build_id
              AND q.environment_id = e.environment_id
            """;

    private final Statements statements;

    ExecutionRepository(Statements statements) {
        this.statements = statements;
    }

    /** @param only true if each of its executions has such a link */
    @Introspected
    record LinkedArtefact(int id, boolean only) {}

    @Query("""
            WITH linked AS (
              SELECT DISTINCT b.artefact_id
              FROM test_execution e JOIN artefact_build b ON b.id = e.artefact_build_id
              WHERE starts_with(e.ci_link, :prefix)
            )
            SELECT b.artefact_id AS id, bool_and(coalesce(starts_with(e.ci_link, :prefix), false)) AS only
            FROM linked
            JOIN artefact_build b USING (artefact_id)
            JOIN test_execution e ON e.artefact_build_id = b.id
            GROUP BY b.artefact_id
            """)
    abstract List<LinkedArtefact> artefactsLinked(String prefix);

    @Query(SELECT + "WHERE e.id = :id")
    abstract Optional<Execution> find(long id);

    @Query(SELECT + "WHERE e.id = ANY (:ids)")
    abstract List<Execution> findAll(Integer[] ids);

    /** The executions of an artefact's latest builds, by the code points of the environments' names (ART-BUILD-02). */
    @Query(SELECT + """
            WHERE b.id IN (SELECT id FROM latest_build WHERE artefact_id = :artefactId)
            ORDER BY v.name COLLATE "C", e.id
            """)
    abstract List<Execution> findOfLatestBuilds(long artefactId);

    @Query("SELECT id FROM test_execution WHERE id = :id")
    abstract Optional<Integer> exists(long id);

    /** Locks the row until the transaction ends, so that calls about one execution run one after the other. */
    Optional<LockedExecution> lock(long id) {
        return locked("id = :key", id);
    }

    Optional<LockedExecution> lockByCiLink(String ciLink) {
        return locked("ci_link = :key", ciLink);
    }

    private Optional<LockedExecution> locked(String which, Object key) {
        String sql =
                "SELECT id, CAST(now() AS timestamp) AS now FROM test_execution WHERE " + which + " FOR NO KEY UPDATE";
        return statements
                .query(sql)
                .bind("key", key)
                .mapTo(LockedExecution.class)
                .findOne();
    }

    /** Finds or inserts in one round trip. Null if a concurrent transaction has just inserted the row: ask again. */
    @Query("""
            WITH found AS (
              SELECT id FROM test_plan WHERE name = :name
            ), made AS (
              INSERT INTO test_plan (name) SELECT :name WHERE NOT EXISTS (SELECT FROM found)
              ON CONFLICT DO NOTHING
              RETURNING id
            )
            SELECT id FROM found UNION ALL SELECT id FROM made
            """)
    abstract @Nullable Integer findOrInsertPlan(String name);

    /** Null if another execution has the link. That execution is committed by then. */
    @Query("""
            INSERT INTO test_execution
              (ci_link, artefact_build_id, environment_id, test_plan_id, status, created_at, updated_at)
            VALUES (:ciLink, :buildId, :environmentId, :planId, CAST(:status AS testexecutionstatus), now(), now())
            ON CONFLICT (ci_link) DO NOTHING
            RETURNING id
            """)
    abstract @Nullable Integer insert(
            @Nullable String ciLink, int buildId, int environmentId, int planId, String status);

    /** Adds the links that the execution does not have yet, in order (TE-START-47). */
    void addLinks(long executionId, List<Link> links) {
        if (links.isEmpty()) {
            return;
        }
        String sql = """
                INSERT INTO test_execution_relevant_link (test_execution_id, label, url, created_at, updated_at)
                SELECT :execution, label, url, now(), now()
                FROM (SELECT DISTINCT ON (label, url) label, url, position
                      FROM unnest(:labels, :urls) WITH ORDINALITY AS given (label, url, position)
                      ORDER BY label, url, position) given
                WHERE NOT EXISTS (
                  SELECT FROM test_execution_relevant_link l
                  WHERE l.test_execution_id = :execution AND l.label = given.label AND l.url = given.url)
                ORDER BY position
                """;
        statements
                .update(sql)
                .bind("execution", executionId)
                .bindArray(
                        "labels", String.class, links.stream().map(Link::label).iterator())
                .bindArray("urls", String.class, links.stream().map(Link::url).iterator())
                .execute();
    }

    /** Deletes the rerun request that this execution satisfies (TE-START-49). */
    @Query("""
            DELETE FROM test_execution_rerun_request q
            USING test_execution e
            WHERE e.id = :executionId
              AND q.test_plan_id = e.test_plan_id
              AND q.artefact_build_id = e.artefact_build_id
              AND q.environment_id = e.environment_id
            """)
    abstract void deleteRerunRequest(long executionId);

    /** Null if the execution is unknown. */
    @Query("""
            INSERT INTO test_execution_relevant_link (test_execution_id, label, url, created_at, updated_at)
            SELECT id, :label, :url, now(), now() FROM test_execution WHERE id = :executionId
            RETURNING id
            """)
    abstract @Nullable Integer insertLink(long executionId, String label, String url);

    @Query("""
            DELETE FROM test_execution_relevant_link WHERE id = :linkId AND test_execution_id = :executionId
            """)
    abstract int deleteLink(long executionId, long linkId);

    /** Leaves {@code updated_at} alone unless something changes (CONV-29). */
    @Query("""
            UPDATE test_execution
            SET c3_link = coalesce(:c3Link, c3_link), ci_link = coalesce(:ciLink, ci_link),
                status = coalesce(CAST(:status AS testexecutionstatus), status), updated_at = now()
            WHERE id = :id
              AND (coalesce(:c3Link, c3_link), coalesce(:ciLink, ci_link),
                   coalesce(CAST(:status AS testexecutionstatus), status))
                  IS DISTINCT FROM (c3_link, ci_link, status)
            """)
    abstract void update(long id, @Nullable String c3Link, @Nullable String ciLink, @Nullable String status);

    @Query("SELECT EXISTS (SELECT FROM test_execution WHERE ci_link = :ciLink AND id <> :id)")
    abstract boolean isLinkTaken(String ciLink, long id);

    /** Derives the status from the results (TE-PATCH-02). */
    @Query("""
            UPDATE test_execution e
            SET status = done.status, updated_at = now()
            FROM (SELECT CASE
                    WHEN NOT EXISTS (SELECT FROM test_result WHERE test_execution_id = :id)
                      THEN 'ENDED_PREMATURELY'::testexecutionstatus
                    WHEN EXISTS (SELECT FROM test_result WHERE test_execution_id = :id AND status = 'FAILED')
                      THEN 'FAILED'::testexecutionstatus
                    ELSE 'PASSED'::testexecutionstatus END AS status) done
            WHERE e.id = :id AND e.status <> done.status
            """)
    abstract void complete(long id);

    /** Ends it without success, whatever its results are. */
    @Query("""
            UPDATE test_execution
            SET status = CASE WHEN EXISTS (SELECT FROM test_result WHERE test_execution_id = :id AND status = 'FAILED')
                              THEN 'FAILED'::testexecutionstatus ELSE 'ENDED_PREMATURELY'::testexecutionstatus END,
                updated_at = now()
            WHERE id = :id AND status = 'IN_PROGRESS'
            """)
    abstract int abandon(long id);

    /** Adjusts the status to new results. A late failure turns a passed execution into a failed one. */
    @Query("""
            UPDATE test_execution
            SET status = CASE status WHEN 'NOT_STARTED' THEN 'IN_PROGRESS'::testexecutionstatus
                                     ELSE 'FAILED'::testexecutionstatus END,
                updated_at = now()
            WHERE id = :id
              AND (status = 'NOT_STARTED'
                   OR status = 'PASSED'
                      AND EXISTS (SELECT FROM test_result WHERE test_execution_id = :id AND status = 'FAILED'))
            """)
    abstract void advance(long id);

    /**
     * TE-END-08 and 09: sets the status, always overwrites checkbox_version, and overwrites c3_link only if one is
     * given.
     */
    @Query("""
            UPDATE test_execution
            SET status = CAST(:status AS testexecutionstatus), c3_link = coalesce(:c3Link, c3_link),
                checkbox_version = :checkboxVersion, updated_at = now()
            WHERE id = :id
              AND (CAST(:status AS testexecutionstatus), coalesce(:c3Link, c3_link),
                   CAST(:checkboxVersion AS varchar))
                  IS DISTINCT FROM (status, c3_link, checkbox_version)
            """)
    abstract void end(long id, String status, @Nullable String c3Link, @Nullable String checkboxVersion);

    /**
     * The values of each category. Categories are in the order of their first id, values in the order of their ids
     * (EM-02).
     */
    @Query("""
            SELECT category, json_agg(value ORDER BY id)::text AS texts
            FROM test_execution_metadata GROUP BY category ORDER BY min(id)
            """)
    abstract List<Category> metadata();

    @Introspected
    record Category(
            String category,
            @MappedProperty(type = DataType.JSON) List<String> texts) {}

    /**
     * Links the execution to these pairs, which are created if necessary. All writers use the same order, so that they
     * cannot deadlock.
     */
    void addMetadata(long executionId, Map<String, List<String>> metadata) {
        List<String> categories = new ArrayList<>();
        List<String> values = new ArrayList<>();
        metadata.forEach((category, list) -> list.forEach(value -> {
            categories.add(category);
            values.add(value);
        }));
        if (categories.isEmpty()) {
            return;
        }
        String sql = """
                INSERT INTO test_execution_metadata (category, value, created_at, updated_at)
                SELECT DISTINCT category, value, now(), now()
                FROM unnest(:categories, :values) AS given (category, value)
                WHERE NOT EXISTS (
                  SELECT FROM test_execution_metadata m
                  WHERE m.category = given.category AND m.value = given.value)
                ORDER BY category, value
                ON CONFLICT (category, value) DO NOTHING;
                INSERT INTO test_execution_metadata_association_table (test_execution_id, test_execution_metadata_id)
                SELECT :execution, m.id
                FROM (SELECT DISTINCT category, value FROM unnest(:categories, :values) AS g (category, value)) given
                JOIN test_execution_metadata m USING (category, value)
                ORDER BY m.id
                ON CONFLICT DO NOTHING
                """;
        statements
                .update(sql)
                .bind("execution", executionId)
                .bindArray("categories", String.class, categories)
                .bindArray("values", String.class, values)
                .execute();
    }

    @Query("""
            SELECT event_name AS name, "timestamp" AS at, detail FROM test_event
            WHERE test_execution_id = :executionId ORDER BY "timestamp", id
            """)
    abstract List<Event> events(long executionId);

    @Query("DELETE FROM test_event WHERE test_execution_id = :executionId")
    abstract void deleteEvents(long executionId);

    void addEvents(long executionId, List<Event> events) {
        if (events.isEmpty()) {
            return;
        }
        String sql = """
                INSERT INTO test_event (test_execution_id, event_name, "timestamp", detail, created_at, updated_at)
                SELECT :execution, name, at, detail, now(), now()
                FROM unnest(:names, CAST(:times AS timestamp[]), :details) WITH ORDINALITY AS given (name, at, detail, position)
                ORDER BY position
                """;
        statements
                .update(sql)
                .bind("execution", executionId)
                .bindArray(
                        "names", String.class, events.stream().map(Event::name).iterator())
                .bindArray(
                        "times",
                        String.class,
                        events.stream().map(e -> e.at().toString()).iterator())
                .bindArray(
                        "details",
                        String.class,
                        events.stream().map(Event::detail).iterator())
                .execute();
    }

    /** Applies the first and the last event (TE-STATUS-03 and 04). Null leaves the resource as it is. */
    @Query("""
            UPDATE test_execution
            SET resource_url = coalesce(:resource, resource_url),
                status = CASE WHEN :ended AND status NOT IN ('FAILED', 'PASSED')
                              THEN 'ENDED_PREMATURELY'::testexecutionstatus ELSE status END,
                updated_at = now()
            WHERE id = :id
              AND (coalesce(:resource, resource_url) <> resource_url
                   OR (:ended AND status NOT IN ('FAILED', 'PASSED', 'ENDED_PREMATURELY')))
            """)
    abstract void interpret(long id, @Nullable String resource, boolean ended);
}
