package dev.assay.report;

import dev.assay.database.CopyRow;
import dev.assay.database.Sql;
import dev.assay.web.Timestamp;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.util.Collection;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Reads reports chunk by chunk with COPY. COPY does not take parameters, so only numbers and times are formatted into
 * its text. Every chunk is a statement of its own, so that no connection waits for a client.
 */
@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class ReportRepository implements Sql {
    private final JdbcOperations jdbc;

    ReportRepository(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /** Receives rows one by one. Returns false to get no more. */
    interface RowReader {
        boolean take(CopyRow row);
    }

    @Query("""
            SELECT (SELECT coalesce(max(id), 0) FROM test_execution) AS execution,
                   (SELECT coalesce(max(id), 0) FROM test_result) AS result, LOCALTIMESTAMP AS now
            """)
    abstract Period.Newest newest();

    /** Executions by id, with review and events (REP-10, REP-11, REP-16). */
    void executions(Period period, IdWindows windows, int limit, RowReader rows) {
        copy(22, """
                COPY (
                  SELECT a.family, a.id, a.name, a.version, a.status, a.track, a.stage, a.series, a.repo, a.os,
                         e.id, e.status, e.ci_link, e.c3_link, e.checkbox_version, p.name, e.created_at,
                         v.name, v.architecture, array_to_string(w.review_decision, ','), w.review_comment,
                         (SELECT json_agg(json_build_object(
                                   'event_name', t.event_name, 'timestamp', t.timestamp, 'detail', t.detail) ORDER BY t.id)
                          FROM test_event t WHERE t.test_execution_id = e.id)
                  FROM test_execution e
                  JOIN artefact_build b ON b.id = e.artefact_build_id
                  JOIN artefact a ON a.id = b.artefact_id
                  JOIN test_plan p ON p.id = e.test_plan_id
                  JOIN environment v ON v.id = e.environment_id
                  JOIN artefact_build_environment_review w
                    ON w.artefact_build_id = e.artefact_build_id AND w.environment_id = e.environment_id
                  WHERE e.created_at BETWEEN %s AND %s
                    AND e.id > %d AND e.id <= %d
                  ORDER BY e.id LIMIT %d
                ) TO STDOUT
                """.formatted(start(period), end(period), windows.after(), windows.upTo(), limit), rows);
    }

    /**
     * The executions of artefacts of the period, by id: the id, then the columns that all results of the execution
     * share (REP-20).
     */
    void described(Period period, IdWindows windows, int limit, RowReader rows) {
        copy(18, """
                COPY (
                  SELECT e.id, a.family, a.id, a.name, a.version, a.status, a.track, a.stage, a.series, a.repo, a.os,
                         a.created_at, e.status, e.c3_link, e.checkbox_version, p.name, v.name, v.architecture
                  FROM test_execution e
                  JOIN artefact_build b ON b.id = e.artefact_build_id
                  JOIN artefact a ON a.id = b.artefact_id
                  JOIN test_plan p ON p.id = e.test_plan_id
                  JOIN environment v ON v.id = e.environment_id
                  WHERE a.created_at BETWEEN %s AND %s
                    AND e.id > %d AND e.id <= %d
                  ORDER BY e.id LIMIT %d
                ) TO STDOUT
                """.formatted(start(period), end(period), windows.after(), windows.upTo(), limit), rows);
    }

    /**
     * The results of these executions, by execution and id. Each execution has its own lower limit. Pairs are compared, because
     * only the index of both columns has them in order: with the order of the ids alone, the planner reads all newer results for
     * each execution that has none, if its statistics know only executions with many.
     */
    <T> void results(
            Collection<T> executions,
            ToIntFunction<T> id,
            ToIntFunction<T> after,
            int upTo,
            int limit,
            RowReader rows) {
        copy(7, """
                COPY (
                  SELECT x.id, r.id, c.template_id, c.name, c.category, r.status, r.created_at
                  FROM unnest(CAST('%s' AS integer[]), CAST('%s' AS integer[])) x (id, after)
                  CROSS JOIN LATERAL (
                    SELECT * FROM test_result
                    WHERE (test_execution_id, id) > (x.id, x.after)
                      AND (test_execution_id, id) <= (x.id, (SELECT CAST(%d AS integer)))
                    ORDER BY test_execution_id, id LIMIT %d) r
                  JOIN test_case c ON c.id = r.test_case_id
                  ORDER BY x.id, r.id LIMIT %4$d
                ) TO STDOUT
                """.formatted(array(executions, id), array(executions, after), upTo, limit), rows);
    }

    private void copy(int columns, String sql, RowReader rows) {
        jdbc.execute(connection -> {
            CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
            try {
                CopyRow row = new CopyRow(columns);
                boolean wanted = true;
                for (byte[] line = copy.readFromCopy(); line != null; line = copy.readFromCopy()) {
                    if (wanted) {
                        row.read(line);
                        wanted = rows.take(row);
                    }
                }
                return null;
            } finally {
                if (copy.isActive()) {
                    copy.cancelCopy();
                }
            }
        });
    }

    private static <T> String array(Collection<T> items, ToIntFunction<T> number) {
        return items.stream()
                .map(item -> Integer.toString(number.applyAsInt(item)))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String start(Period period) {
        return period.start() == null
                ? "TIMESTAMP '-infinity'"
                : "TIMESTAMP '" + Timestamp.format(Timestamp.naive(period.start())) + "'";
    }

    private static String end(Period period) {
        return "TIMESTAMP '" + Timestamp.format(Timestamp.naive(period.end())) + "'";
    }
}
