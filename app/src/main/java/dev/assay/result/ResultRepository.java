package dev.assay.result;

import dev.assay.database.Fragment;
import dev.assay.database.Sql;
import dev.assay.database.Statements;
import dev.assay.execution.LockedExecution;
import dev.assay.issue.IssueSql;
import dev.assay.outcome.ResultStatus;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.SerdeImport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

@JdbcRepository(dialect = Dialect.POSTGRES)
@SerdeImport(ResultDetail.class)
@SerdeImport(ResultDetail.Attempt.class)
abstract class ResultRepository implements Sql {
    private static final int TRIES = 3;

    /** Texts with more bytes than this are long: only their beginning is read together with other results. */
    private static final String LONG = " > 65536 ";

    private static final String BEGINNING = "1000";

    /** An estimate of the memory that a result {@code r} takes, in bytes. It does not read the texts. */
    private static final String WEIGHT = """
             least(octet_length(r.comment), 65536) + least(octet_length(r.io_log), 65536) + 500\s""";

    /** All fields of TR-RESP except previous results. */
    private static final String COLUMNS = """
            SELECT r.id, c.id AS case_id, c.name, r.created_at, c.category, r.own_category, c.template_id, r.status,
                   r.upload_id, (SELECT u.part FROM upload u WHERE u.id = r.upload_id) AS part,
                   CASE WHEN octet_length(r.comment)""" + LONG + "THEN left(r.comment, " + BEGINNING + """
            ) ELSE r.comment END AS comment, octet_length(r.comment)""" + LONG + """
                   AS long_comment,
                   CASE WHEN octet_length(r.io_log)""" + LONG
            + "THEN left(r.io_log, " + BEGINNING + """
            ) ELSE r.io_log END AS io_log, octet_length(r.io_log)""" + LONG + """
                   AS long_log,
                   r.duration_us AS duration_micros,
                   coalesce((
                     SELECT json_agg(json_build_object(
                       'issue',
            """ + IssueSql.ISSUE + """
                       , 'rule', CASE WHEN u.id IS NOT NULL THEN
            """ + IssueSql.RULE + """
                       END)
                       ORDER BY a.id)
                     FROM issue_test_result_attachment a
                     JOIN issue i ON i.id = a.issue_id
                     LEFT JOIN issue_test_result_attachment_rule u ON u.id = a.attachment_rule_id
                     WHERE a.test_result_id = r.id), '[]') AS issues
            FROM\s""";

    private static final String CASE = " JOIN test_case c ON c.id = r.test_case_id ";

    private final Statements statements;
    private final JsonMapper json;

    ResultRepository(Statements statements, JsonMapper json) {
        this.statements = statements;
        this.json = json;
    }

    /**
     * The ids of the cases by name. Missing cases are created with the category and the template of the result. All
     * writers insert new cases in the order of their names, so that they cannot deadlock.
     */
    Cases cases(Collection<NewResult> results) {
        TreeMap<String, NewResult> wanted = new TreeMap<>();
        results.forEach(result -> wanted.putIfAbsent(result.name(), result));
        Cases cases = new Cases(HashMap.newHashMap(wanted.size()), new HashMap<>(), new HashSet<>());
        for (int i = 0; i < TRIES && !wanted.isEmpty(); i++) {
            findOrInsert(wanted.values(), cases);
            wanted.keySet().removeAll(cases.ids.keySet());
        }
        if (!wanted.isEmpty()) {
            throw new ConcurrentModificationException(
                    "Test cases were created and deleted at the same time, try again: " + wanted.firstKey());
        }
        return cases;
    }

    /**
     * Stored test cases.
     *
     * @param ids by name
     * @param categories by name
     * @param templates the template ids of all of them, each once
     */
    record Cases(Map<String, Integer> ids, Map<String, String> categories, Set<String> templates) {}

    /** LIMIT makes the planner look up each name by index instead of reading all cases. */
    private void findOrInsert(Collection<NewResult> wanted, Cases cases) {
        String sql = """
                WITH given AS (
                  SELECT * FROM unnest(:names, :categories, :templates) AS g (name, category, template_id)
                ), known AS (
                  SELECT c.id, given.name, c.category, c.template_id
                  FROM given CROSS JOIN LATERAL (
                    SELECT id, category, template_id FROM test_case t WHERE t.name = given.name LIMIT 1) c
                ), made AS (
                  INSERT INTO test_case (name, category, template_id, created_at, updated_at)
                  SELECT name, category, template_id, now(), now()
                  FROM given WHERE name NOT IN (SELECT name FROM known)
                  ORDER BY name
                  ON CONFLICT (name) DO NOTHING
                  RETURNING id, name, category, template_id
                )
                SELECT id, name, category, template_id FROM known
                UNION ALL SELECT id, name, category, template_id FROM made
                """;
        statements
                .query(sql)
                .bindArray(
                        "names",
                        String.class,
                        wanted.stream().map(NewResult::name).iterator())
                .bindArray(
                        "categories",
                        String.class,
                        wanted.stream().map(NewResult::category).iterator())
                .bindArray(
                        "templates",
                        String.class,
                        wanted.stream().map(NewResult::templateId).iterator())
                .reduceResultSet(cases, (found, row, _) -> {
                    found.ids.put(row.getString("name"), row.getInt("id"));
                    found.categories.put(row.getString("name"), row.getString("category"));
                    found.templates.add(row.getString("template_id"));
                    return found;
                });
    }

    /** TE-END-06: a template in the request replaces the case's. Rows are locked in the order of their names. */
    private static final String TEMPLATES = """
                WITH given (name, template_id) AS (
                  %s
                ), outdated AS (
                  SELECT c.id, given.template_id
                  FROM test_case c JOIN given USING (name)
                  WHERE c.template_id <> given.template_id
                  ORDER BY c.name
                  FOR NO KEY UPDATE OF c
                )
                UPDATE test_case c SET template_id = outdated.template_id, updated_at = now()
                FROM outdated WHERE c.id = outdated.id
                """;

    void updateTemplates(Map<String, String> templateByName) {
        String sql = TEMPLATES.formatted("SELECT * FROM unnest(:names, :templates)");
        statements
                .update(sql)
                .bindArray("names", String.class, templateByName.keySet())
                .bindArray("templates", String.class, templateByName.values())
                .execute();
    }

    @Query("DELETE FROM test_result WHERE test_execution_id = :executionId")
    abstract void deleteAll(long executionId);

    /** Deletes the results of these cases (TR-POST-05). */
    @Query("DELETE FROM test_result WHERE test_execution_id = :executionId AND test_case_id = ANY (:caseIds)")
    abstract void deleteOfCases(long executionId, Integer[] caseIds);

    /** Deletes the results of these cases that no known upload brought. */
    @Query("""
            DELETE FROM test_result
            WHERE test_execution_id = :executionId AND test_case_id = ANY (:caseIds) AND upload_id IS NULL
            """)
    abstract void deleteOlderOfCases(long executionId, Integer[] caseIds);

    /**
     * Deletes the results of an upload. The bounds of their ids let the database read them by an index, in which they are
     * next to each other.
     */
    @Query("""
            DELETE FROM test_result
            WHERE test_execution_id = :executionId AND id BETWEEN :first AND :last AND upload_id = :upload
            """)
    abstract int deleteOfUpload(int executionId, int upload, int first, int last);

    /** Stores results in the order of the list. */
    void insert(LockedExecution execution, @Nullable Integer upload, List<NewResult> results, Cases cases) {
        if (results.stream().allMatch(result -> result.detail() == null)) {
            copy(execution, upload, results, cases, List.of());
            return;
        }
        List<Integer> ids = reserve(results.size());
        copy(execution, upload, results, cases, ids);
        String sql = "COPY test_result_detail (test_result_id, weight, detail) FROM STDIN (FORMAT binary)";
        statements.copy(sql, copy -> {
            for (int i = 0; i < results.size(); i++) {
                ResultDetail detail = results.get(i).detail();
                if (detail != null) {
                    copy.row(3);
                    copy.int4(ids.get(i));
                    copy.int4((int) detail.weight());
                    copy.jsonb(text(detail));
                }
            }
        });
    }

    /** @param ids the ids of the results; empty if the database chooses them */
    private void copy(
            LockedExecution execution,
            @Nullable Integer upload,
            List<NewResult> results,
            Cases cases,
            List<Integer> ids) {
        String sql = """
                COPY test_result (test_execution_id, test_case_id, status, comment, io_log, duration_us,
                                  created_at, updated_at, upload_id, own_category%s)
                FROM STDIN (FORMAT binary)
                """.formatted(ids.isEmpty() ? "" : ", id");
        statements.copy(sql, copy -> {
            for (int i = 0; i < results.size(); i++) {
                NewResult result = results.get(i);
                copy.row(ids.isEmpty() ? 10 : 11);
                copy.int4(execution.id());
                copy.int4(Objects.requireNonNull(cases.ids.get(result.name())));
                copy.text(result.status().name());
                copy.text(result.comment());
                copy.text(result.ioLog());
                copy.int8(result.durationMicros());
                copy.timestamp(execution.now());
                copy.timestamp(execution.now());
                copy.int4(upload);
                copy.text(result.category().equals(cases.categories.get(result.name())) ? null : result.category());
                if (!ids.isEmpty()) {
                    copy.int4(ids.get(i));
                }
            }
        });
    }

    /** Ids for new results, in ascending order. */
    private List<Integer> reserve(int results) {
        return statements
                .query("""
                        SELECT CAST(nextval(pg_get_serial_sequence('test_result', 'id')) AS integer) AS id
                        FROM generate_series(1, :results) ORDER BY 1
                        """)
                .bind("results", results)
                .mapTo(Integer.class)
                .list();
    }

    private String text(ResultDetail detail) {
        try {
            return json.writeValueAsString(detail);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Stores any number of results in bounded memory. They are copied to a temporary table first. Then cases and
     * results are inserted, each in one sorted statement.
     *
     * @param next supplies the next result, null at the end
     * @return how many results of each status turned out to be earlier attempts of others
     */
    Map<ResultStatus, Long> insertMany(
            LockedExecution execution, @Nullable Integer upload, Source next, Results.StoreMode mode) {
        run("""
                CREATE TEMPORARY TABLE staged (
                  position integer, name text, category text, template_id text, status testresultstatus,
                  comment text, io_log text, duration_us bigint, repeat text, place text, weight integer, detail jsonb)
                ON COMMIT DROP
                """);
        boolean[] detailed = {false};
        statements.copy("COPY staged FROM STDIN (FORMAT binary)", copy -> {
            int position = 0;
            for (NewResult result = next.next(); result != null; result = next.next()) {
                copy.row(12);
                copy.int4(position++);
                copy.text(result.name());
                copy.text(result.category());
                copy.text(result.templateId());
                copy.text(result.status().name());
                copy.text(result.comment());
                copy.text(result.ioLog());
                copy.int8(result.durationMicros());
                copy.text(
                        result.repeat() == NewResult.Repeat.SEPARATE
                                ? null
                                : result.repeat().name());
                ResultDetail detail = result.detail();
                if (detail == null) {
                    copy.text(null);
                    copy.text(null);
                    copy.text(null);
                } else {
                    detailed[0] = true;
                    copy.text(result.place());
                    copy.int4((int) detail.weight());
                    copy.jsonb(text(detail));
                }
            }
        });
        run("""
                ANALYZE staged (name, position);
                INSERT INTO test_case (name, category, template_id, created_at, updated_at)
                SELECT DISTINCT ON (name) name, category, template_id, now(), now()
                FROM staged s
                WHERE NOT EXISTS (SELECT FROM test_case c WHERE c.name = s.name)
                ORDER BY name, position
                ON CONFLICT (name) DO NOTHING;
                CREATE TEMPORARY TABLE staged_case ON COMMIT DROP AS
                SELECT c.id, c.name, c.category, s.results
                FROM test_case c JOIN (SELECT name, count(*) AS results FROM staged GROUP BY name) s USING (name);
                ANALYZE staged_case
                """);
        Map<ResultStatus, Long> joined = Map.of();
        switch (mode) {
            case LAST -> run("""
                        DELETE FROM staged s
                        USING (SELECT name, max(position) AS last FROM staged GROUP BY name HAVING count(*) > 1) l
                        WHERE s.name = l.name AND s.position < l.last
                        """);
            case FILE, FILE_OVER_OLDER -> joined = joinAttempts();
            case END -> run(TEMPLATES.formatted("""
                        SELECT DISTINCT ON (name) name, template_id FROM staged
                        WHERE template_id <> '' ORDER BY name, position DESC"""));
        }
        if (mode == Results.StoreMode.LAST || mode == Results.StoreMode.FILE_OVER_OLDER) {
            deleteOfStaged(execution.id(), mode == Results.StoreMode.LAST);
        }
        if (detailed[0] || !joined.isEmpty()) {
            moveStagedWithDetails(execution.id(), upload);
        } else {
            moveStaged(execution.id(), upload);
        }
        return joined;
    }

    /** What {@link Attempts} does in memory. Returns how many results of each status were earlier attempts. */
    private Map<ResultStatus, Long> joinAttempts() {
        String sql = """
                WITH again AS (
                  SELECT s.position, s.name, s.category, coalesce(s.place, '') AS place, s.status, s.repeat
                  FROM staged s JOIN staged_case c USING (name)
                  WHERE c.results > 1 AND s.repeat IS NOT NULL
                ), runs AS (
                  SELECT again.*, count(*) FILTER (WHERE status <> 'FAILED') OVER (
                           PARTITION BY name, category, place, repeat ORDER BY position
                           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS run
                  FROM again
                ), ends AS (
                  SELECT position, max(position) OVER test AS last
                  FROM runs WHERE repeat = 'ATTEMPT' WINDOW test AS (PARTITION BY name)
                  UNION ALL
                  SELECT position, max(position) FILTER (WHERE status = 'PASSED') OVER failures AS last
                  FROM runs WHERE repeat = 'AFTER_FAILURE'
                  WINDOW failures AS (PARTITION BY name, category, place, run)
                ), earlier AS (
                  DELETE FROM staged s USING ends e
                  WHERE s.position = e.position AND e.position < e.last
                  RETURNING e.last, s.*
                ), attempts AS (
                  SELECT last, jsonb_agg(attempt ORDER BY position, n) AS attempts,
                         sum(octet_length(attempt ->> 'message') + octet_length(attempt ->> 'output')) AS weight,
                         bool_or(attempt ->> 'status' = 'FAILED') AS failed
                  FROM (
                    SELECT e.last, e.position, x.n, x.attempt,
                           row_number() OVER (PARTITION BY e.last ORDER BY e.position DESC, x.n DESC) AS place
                    FROM earlier e CROSS JOIN LATERAL jsonb_array_elements(
                      coalesce(e.detail -> 'attempts', '[]') || jsonb_build_array(jsonb_strip_nulls(jsonb_build_object(
                        'status', e.status, 'durationMicros', e.duration_us,
                        'message', left(e.comment, :most), 'output', left(e.io_log, :most))))
                    ) WITH ORDINALITY AS x (attempt, n)) a
                  WHERE place <= :attempts
                  GROUP BY last
                ), changed AS (
                  UPDATE staged s
                  SET weight = coalesce(s.weight, 0) + a.weight,
                      detail = coalesce(s.detail, '{}') || jsonb_build_object(
                        'flaky', s.status = 'PASSED' AND a.failed OR coalesce((s.detail ->> 'flaky')::boolean, false),
                        'attempts', a.attempts || coalesce(s.detail -> 'attempts', '[]'))
                  FROM attempts a WHERE a.last = s.position
                )
                SELECT status, count(*) AS results FROM earlier GROUP BY status
                """;
        Map<ResultStatus, Long> joined = new EnumMap<>(ResultStatus.class);
        return statements
                .query(Fragment.of(sql.replace(":most", String.valueOf(ResultDetail.MOST_CHARACTERS))
                        .replace(":attempts", String.valueOf(ResultDetail.MOST_ATTEMPTS))))
                .reduceResultSet(joined, (counts, row, _) -> {
                    counts.put(ResultStatus.valueOf(row.getString("status")), row.getLong("results"));
                    return counts;
                });
    }

    /** Runs a statement on temporary tables. It is not kept prepared, because each transaction has its own tables. */
    private void run(String sql) {
        statements.update(Fragment.of(sql)).execute();
    }

    /**
     * Deletes the results of the staged cases. The execution's id is in a SELECT to hide it from the planner, which may
     * have no statistics about it yet. Otherwise it would read all staged cases for each result.
     */
    @Query("""
            DELETE FROM test_result r
            USING staged_case c
            WHERE r.test_execution_id = (SELECT CAST(:executionId AS integer)) AND c.id = r.test_case_id
              AND (:all OR r.upload_id IS NULL)
            """)
    abstract void deleteOfStaged(int executionId, boolean all);

    @Query("""
            INSERT INTO test_result (test_execution_id, test_case_id, status, comment, io_log, duration_us,
                                     created_at, updated_at, upload_id, own_category)
            SELECT :executionId, c.id, s.status, s.comment, s.io_log, s.duration_us, now(), now(),
                   CAST(:upload AS integer), nullif(s.category, c.category)
            FROM staged s JOIN staged_case c USING (name)
            ORDER BY s.position
            """)
    abstract void moveStaged(int executionId, @Nullable Integer upload);

    /** Same as {@link #moveStaged}, with the details of the results. */
    @Query("""
            WITH numbered AS MATERIALIZED (
              SELECT nextval(pg_get_serial_sequence('test_result', 'id')) AS id, ordered.*
              FROM (SELECT c.id AS case_id, s.status, s.comment, s.io_log, s.duration_us,
                           nullif(s.category, c.category) AS own_category, s.weight, s.detail
                    FROM staged s JOIN staged_case c USING (name)
                    ORDER BY s.position) ordered
            ), moved AS (
              INSERT INTO test_result (id, test_execution_id, test_case_id, status, comment, io_log, duration_us,
                                       created_at, updated_at, upload_id, own_category)
              SELECT id, :executionId, case_id, status, comment, io_log, duration_us, now(), now(),
                     CAST(:upload AS integer), own_category
              FROM numbered
            )
            INSERT INTO test_result_detail (test_result_id, weight, detail)
            SELECT id, weight, detail FROM numbered WHERE detail IS NOT NULL
            """)
    abstract void moveStagedWithDetails(int executionId, @Nullable Integer upload);

    /** The details of these results in their order, up to {@code bytes} characters of text. */
    @Query("""
            SELECT w.test_result_id AS id, CASE WHEN w.before < :bytes THEN w.detail END AS detail,
                   (SELECT s.id FROM test_suite s
                    WHERE s.test_execution_id = r.test_execution_id AND s.upload_id IS NOT DISTINCT FROM r.upload_id
                      AND s.position = CAST(w.detail ->> 'suite' AS integer)
                    LIMIT 1) AS suite
            FROM (SELECT d.*, sum(d.weight) OVER (ORDER BY d.test_result_id) - d.weight AS before
                  FROM test_result_detail d WHERE d.test_result_id = ANY (:ids)) w
            JOIN test_result r ON r.id = w.test_result_id
            ORDER BY w.test_result_id
            """)
    abstract List<DetailRow> details(Integer[] ids, int bytes);

    /** A source of results, one at a time. */
    interface Source {
        /** The next result, null at the end. */
        @Nullable
        NewResult next();
    }

    @Query("""
            SELECT test_execution_id AS execution, passed, failed, skipped
            FROM result_count WHERE test_execution_id = ANY (:executions)
            """)
    abstract List<CountRow> counts(Integer[] executions);

    /**
     * Reads {@code length} characters of the comment, from the character {@code start}, counted from 1. Empty if the
     * result was deleted.
     */
    @Query("SELECT substr(comment, :start, :length) FROM test_result WHERE id = :id")
    abstract Optional<String> comment(int id, int start, int length);

    /** Same as {@link #comment}, for the log. */
    @Query("SELECT substr(io_log, :start, :length) FROM test_result WHERE id = :id")
    abstract Optional<String> log(int id, int start, int length);

    @Query("""
            SELECT coalesce(max(id), 0) FROM test_result WHERE test_execution_id = (SELECT CAST(:executionId AS bigint))
            """)
    abstract long newest(long executionId);

    /** Reads the first of these results in the order of {@code ids}, until they have {@code bytes} bytes; at least one. */
    @Query(COLUMNS + """
            (SELECT w.* FROM (
               SELECT r.*, g.n, sum(""" + WEIGHT + ") OVER (ORDER BY g.n) - (" + WEIGHT + """
            ) AS before
               FROM unnest(CAST(:ids AS integer[])) WITH ORDINALITY AS g (id, n) JOIN test_result r ON r.id = g.id) w
             WHERE w.before < :bytes) r""" + CASE + "ORDER BY r.n")
    abstract List<TestResult> findFirst(Integer[] ids, int bytes);

    /**
     * A page in the order in which results were stored, with issues. It ends before its limit if the results have
     * {@code bytes} bytes. The bounds are in SELECTs to hide them from the planner. If it knew them, it would scan the
     * primary key past the results of all other executions, or sort the execution's results for each page.
     */
    @Query(COLUMNS + """
            (SELECT w.* FROM (
               SELECT r.*, sum(""" + WEIGHT + ") OVER (ORDER BY r.id) - (" + WEIGHT + """
            ) AS before
               FROM (
                 SELECT * FROM test_result r
                 WHERE r.test_execution_id = (SELECT CAST(:executionId AS bigint))
                   AND r.id > (SELECT CAST(:after AS bigint)) AND r.id <= (SELECT CAST(:upTo AS bigint))
                 ORDER BY r.id
                 LIMIT :limit) r) w
             WHERE w.before < :bytes) r""" + CASE + "ORDER BY r.id")
    abstract List<TestResult> page(long executionId, long after, long upTo, int limit, int bytes);

    @Query("SELECT id FROM test_result WHERE id = :id")
    abstract Optional<Integer> exists(int id);

    /** Results of the same test that ran before the result {@code before}; the latest first. */
    @Query("""
            WITH x AS (
              SELECT r.test_case_id, e.environment_id, b.architecture, a.id AS artefact_id, a.family, a.name, a.series,
                     a.repo, a.track, a.os
              FROM test_result r
              JOIN test_execution e ON e.id = r.test_execution_id
              JOIN artefact_build b ON b.id = e.artefact_build_id
              JOIN artefact a ON a.id = b.artefact_id
              WHERE r.id = :id
            ), bound AS (
              SELECT coalesce(u.ran_at, r.created_at) AS ran_at, r.id
              FROM test_result r LEFT JOIN upload u ON u.id = r.upload_id
              WHERE r.id = :before
            ), kin AS MATERIALIZED (
              SELECT e.id, a.id AS artefact_id, a.version
              FROM x
              JOIN artefact a ON a.name = x.name AND a.family = x.family AND a.series = x.series AND a.repo = x.repo
                AND a.track = x.track AND a.os = x.os
              JOIN artefact_build b ON b.artefact_id = a.id AND b.architecture = x.architecture
              JOIN test_execution e ON e.artefact_build_id = b.id AND e.environment_id = x.environment_id
            )
            SELECT r.id, r.status, coalesce(u.ran_at, r.created_at) AS ran_at, r.duration_us AS duration_micros, u.part,
                   k.id AS execution_id, k.artefact_id, k.version
            FROM kin k
            JOIN test_result r ON r.test_case_id = (SELECT test_case_id FROM x) AND r.test_execution_id = k.id
            LEFT JOIN upload u ON u.id = r.upload_id
            WHERE (coalesce(u.ran_at, r.created_at), r.id) < (SELECT ran_at, id FROM bound)
            ORDER BY ran_at DESC, r.id DESC
            LIMIT :limit
            """)
    abstract List<TestResult.Earlier> history(int id, int before, int limit);

    /**
     * Earlier results of these cases (TR-PREV-01 to 06), for each case the ten of the newest artefacts. A case is
     * searched first in the executions of the nearest artefacts, and in all others only if these have fewer than ten
     * results.
     */
    @Query("""
            WITH x AS (
              SELECT e.id, e.environment_id, b.architecture, b.artefact_id, a.name, a.series, a.repo, a.track, a.os
              FROM test_execution e
              JOIN artefact_build b ON b.id = e.artefact_build_id
              JOIN artefact a ON a.id = b.artefact_id
              WHERE e.id = :executionId
            ), earlier AS MATERIALIZED (
              SELECT e.id, a.id AS artefact_id, a.version, count(*) OVER (ORDER BY a.id DESC) - count(*) OVER (PARTITION BY a.id)
                     < :near AS near
              FROM x
              JOIN artefact a ON a.name = x.name AND a.series = x.series AND a.repo = x.repo AND a.track = x.track
                AND a.os = x.os AND a.id <= x.artefact_id
              JOIN artefact_build b ON b.artefact_id = a.id AND b.architecture = x.architecture
              JOIN test_execution e ON e.artefact_build_id = b.id AND e.environment_id = x.environment_id
              WHERE e.id < x.id OR a.id < x.artefact_id
            )
            SELECT c.id AS case_id, p.status, p.version, p.artefact_id, p.execution_id, p.id
            FROM unnest(CAST(:cases AS integer[])) AS c (id)
            CROSS JOIN LATERAL (
              WITH nearest AS MATERIALIZED (
                SELECT r.status, k.version, k.artefact_id, k.id AS execution_id, r.id
                FROM earlier k
                JOIN test_result r ON r.test_case_id = c.id AND r.test_execution_id = k.id
                WHERE k.near
                ORDER BY k.artefact_id DESC, r.id DESC
                LIMIT 10
              ), others AS (
                SELECT r.status, k.version, k.artefact_id, k.id AS execution_id, r.id
                FROM earlier k
                JOIN test_result r ON r.test_case_id = c.id AND r.test_execution_id = k.id
                WHERE NOT k.near AND (SELECT count(*) FROM nearest) < 10
                ORDER BY k.artefact_id DESC, r.id DESC
                LIMIT 10
              )
              SELECT * FROM (SELECT * FROM nearest UNION ALL SELECT * FROM others) found
              ORDER BY artefact_id DESC, id DESC
              LIMIT 10
            ) p
            ORDER BY c.id, p.artefact_id DESC, p.id DESC
            """)
    abstract List<TestResult.Previous> previous(long executionId, Integer[] cases, int near);
}
