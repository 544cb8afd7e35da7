package dev.assay.search;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.assay.database.Fragment;
import dev.assay.database.Sql;
import dev.assay.database.Statements;
import dev.assay.filter.ResultFilter;
import dev.assay.web.input.PresenceFilter;
import io.micronaut.data.connection.annotation.Connectable;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.util.List;
import java.util.Map;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class SearchRepository implements Sql {
    /** The ids of the page and their executions, in order. */
    private static final String IDS = """
              coalesce((SELECT array_agg(id ORDER BY created_at DESC, id DESC) FROM page), '{}') AS ids,
              coalesce((SELECT array_agg(execution ORDER BY created_at DESC, id DESC) FROM page), '{}') AS executions
            """;

    private static final String LESS_ATTACHED =
            "- coalesce((SELECT x.n FROM attached x WHERE x.test_execution_id = n.test_execution_id), 0)";

    private final Statements statements;

    SearchRepository(Statements statements) {
        this.statements = statements;
    }

    /** A page of executions, newest first. */
    @Connectable
    Found executions(ExecutionCriteria criteria, int limit, int offset) {
        Fragment search = Fragment.of("""
                WITH m AS MATERIALIZED (
                  SELECT e.id, e.id AS execution, e.created_at FROM test_execution e WHERE true""")
                .then(criteria.criteria().ofExecution())
                .then(withResults(criteria.results()))
                .then(criteria.events().condition())
                .then(Fragment.within("e.updated_at", criteria.from(), criteria.until()));
        return found(search.then(page(limit, offset)));
    }

    private static Fragment withResults(PresenceFilter wanted) {
        String some = """
                EXISTS (
                  SELECT FROM result_count n
                  WHERE n.test_execution_id = e.id AND n.passed + n.failed + n.skipped > 0)""";
        return switch (wanted) {
            case PresenceFilter.Any any -> Fragment.of("AND " + some);
            case PresenceFilter.None none -> Fragment.of("AND NOT " + some);
            case PresenceFilter.OneOf(List<Long> ids) ->
                Fragment.of("AND e.id IN (SELECT r.test_execution_id FROM test_result r WHERE r.id = ANY (?))", ids);
        };
    }

    /**
     * A page of results, newest first, in one round trip. The criteria decide which of two statements is cheaper (ADR
     * 17).
     */
    @Connectable
    Found results(ResultFilter filter, int limit, int offset) {
        return found(statement(filter, limit, offset));
    }

    static Fragment statement(ResultFilter filter, int limit, int offset) {
        return filter.criteria().asksOfCase() || filter.asksForIssues()
                ? listed(filter, limit, offset)
                : counted(filter, limit, offset);
    }

    /**
     * Same as {@link #results}, but counts at most {@code most} matches if there are criteria on cases. The results are
     * then read case by case, and the page is taken from the counted ones.
     */
    @Connectable
    Found some(ResultFilter filter, int limit, int most) {
        return found(filter.criteria().asksOfCase() ? capped(filter, limit, most) : counted(filter, limit, 0));
    }

    static Fragment capped(ResultFilter filter, int limit, int most) {
        Fragment matches = Fragment.of("WITH x AS MATERIALIZED (SELECT e.id FROM test_execution e WHERE true")
                .then(filter.ofExecution())
                .then("""
                        ), m AS MATERIALIZED (
                          SELECT r.id, r.test_execution_id AS execution, r.created_at
                          FROM (""")
                .then(filter.cases())
                .then("""
                          ) c CROSS JOIN LATERAL (
                            SELECT r.id, r.test_execution_id, r.created_at FROM test_result r WHERE r.test_case_id = c.id""")
                .then(filter.ofStatusAndTime())
                .then("OFFSET 0) r")
                .thenIf(filter.asksOfExecution(), "WHERE r.test_execution_id IN (SELECT x.id FROM x)");
        return matches.then("LIMIT ?", most).then(page(limit, 0));
    }

    /** For criteria that an index of results answers: all matches are read once, for the total and for the page. */
    private static Fragment listed(ResultFilter filter, int limit, int offset) {
        return Fragment.of("""
                WITH m AS MATERIALIZED (
                  SELECT r.id, r.test_execution_id AS execution, r.created_at""")
                .then(filter.candidates())
                .then(filter.conditions())
                .then(filter.inExecution())
                .then(page(limit, offset));
    }

    /**
     * The first results after a key, those of the newest execution first, and of one execution the last stored first. This is the
     * order of the indexes by case and by execution, so that a page costs the same wherever it is.
     */
    @Connectable
    Found after(ResultFilter filter, ResultKey key, int limit) {
        return found(page(filter, key, limit));
    }

    static Fragment page(ResultFilter filter, ResultKey key, int limit) {
        Fragment matches;
        if (!filter.criteria().asksOfCase() && !filter.asksForIssues()) {
            matches = ofExecutions(filter, key, limit);
        } else if (filter.asksForIssues() || filter.asksOfExecution()) {
            matches = fewMatches(filter, key);
        } else {
            matches = ofCases(filter, key, limit);
        }
        return matches.then("""
                ), page AS (
                  SELECT id, execution FROM m ORDER BY execution DESC, id DESC LIMIT ?
                )
                SELECT
                  (SELECT count(*) FROM page) AS count,
                  coalesce((SELECT array_agg(id ORDER BY execution DESC, id DESC) FROM page), '{}') AS ids,
                  coalesce((SELECT array_agg(execution ORDER BY execution DESC, id DESC) FROM page), '{}') AS executions
                """, limit);
    }

    /** For criteria that few results match, or those of few executions: an index finds all of them. */
    private static Fragment fewMatches(ResultFilter filter, ResultKey key) {
        return Fragment.of("WITH m AS MATERIALIZED (SELECT r.id, r.test_execution_id AS execution")
                .then(filter.candidates())
                .then(filter.conditions())
                .then(filter.inExecution())
                .then(below(key));
    }

    /** For criteria on cases alone: the first results of each case. */
    private static Fragment ofCases(ResultFilter filter, ResultKey key, int limit) {
        return Fragment.of("""
                WITH m AS MATERIALIZED (
                  SELECT r.id, r.test_execution_id AS execution
                  FROM (""")
                .then(filter.cases())
                .then("""
                  ) c CROSS JOIN LATERAL (
                    SELECT r.id, r.test_execution_id FROM test_result r WHERE r.test_case_id = c.id""")
                .then(filter.withoutIssues())
                .then(filter.ofStatusAndTime())
                .then(below(key))
                .then("ORDER BY r.test_execution_id DESC, r.id DESC LIMIT ?) r", limit);
    }

    /**
     * For criteria on executions, status and time. By their counts, executions are added from the newest on until they hold enough
     * ({@code holders}); only their results are read. An execution that is only partly within the times, or partly before the key,
     * may hold none.
     */
    private static Fragment ofExecutions(ResultFilter filter, ResultKey key, int limit) {
        boolean unattached = filter.criteria().issues() instanceof PresenceFilter.None;
        boolean certain = !unattached && filter.from() == null && filter.until() == null;
        return Fragment.of("WITH")
                .then(unattached ? attached(filter.ofStatusAndTime()) : Fragment.EMPTY)
                .then("""
                        counted AS MATERIALIZED (
                          SELECT n.test_execution_id AS id, CASE WHEN n.test_execution_id < ?""", key.execution())
                .thenGiven("AND n.oldest >= ?", filter.from())
                .thenGiven("AND n.newest <= ?", filter.until())
                .then("THEN " + filter.counted())
                .thenIf(unattached, LESS_ATTACHED)
                .then("ELSE 0 END AS matching FROM result_count n")
                .thenIf(filter.asksOfExecution(), "JOIN test_execution e ON e.id = n.test_execution_id")
                .then("WHERE n.test_execution_id <= ? AND " + filter.counted() + " > 0", key.execution())
                .thenGiven("AND n.newest >= ?", filter.from())
                .thenGiven("AND n.oldest <= ?", filter.until())
                .then(filter.ofExecution())
                .then("ORDER BY n.test_execution_id DESC")
                .thenIf(certain, "LIMIT ?", limit + 1)
                .then("""
                        ), holders AS MATERIALIZED (
                          SELECT id FROM (SELECT id, sum(matching) OVER (ORDER BY id DESC) - matching AS before FROM counted) c
                          WHERE before < ?
                        ), m AS MATERIALIZED (
                          SELECT r.id, holders.id AS execution
                          FROM holders CROSS JOIN LATERAL (
                            SELECT r.id FROM test_result r WHERE r.test_execution_id = holders.id
                              AND r.id < CASE WHEN holders.id = ? THEN ? ELSE 2147483648 END""", limit, key.execution(), key.result())
                .then(filter.withoutIssues())
                .then(filter.ofStatusAndTime())
                .then("ORDER BY r.id DESC LIMIT ?) r", limit);
    }

    private static Fragment below(ResultKey key) {
        return Fragment.of("AND (r.test_execution_id, r.id) < (?, ?)", key.execution(), key.result());
    }

    /** Ends the expression {@code m} of all matches, then counts it and takes a page of it. */
    private static Fragment page(int limit, int offset) {
        return Fragment.of("""
                ), page AS (
                  SELECT id, execution, created_at FROM m ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?
                )
                SELECT (SELECT count(*) FROM m) AS count,""", limit, offset).then(IDS);
    }

    /**
     * For criteria on executions, status and time. The total is a sum over the counts of executions.
     *
     * <p>The counts also bound the page: starting with the execution that has the newest results, executions are added
     * until they have enough matches ({@code holders}). The page cannot have results that are older than the newest
     * {@code limit + offset} results of these ({@code since}). So results are read only of executions that have some as
     * new, and, to count them, of executions that are only partly within the times.
     */
    private static Fragment counted(ResultFilter filter, int limit, int offset) {
        Fragment status = filter.ofStatusAndTime();
        boolean unattached = filter.criteria().issues() instanceof PresenceFilter.None;
        Fragment search = Fragment.of("WITH").then(unattached ? attached(status) : Fragment.EMPTY);
        search = search.then("m AS MATERIALIZED (SELECT n.test_execution_id AS id, n.oldest, n.newest,")
                .then(matching(filter, status))
                .thenIf(unattached, LESS_ATTACHED)
                .then("AS matching FROM result_count n");
        search = search.thenIf(filter.asksOfExecution(), "JOIN test_execution e ON e.id = n.test_execution_id")
                .then("WHERE " + filter.counted() + " > 0")
                .thenGiven("AND n.newest >= ?", filter.from())
                .thenGiven("AND n.oldest <= ?", filter.until());
        long enough = (long) limit + offset;
        return search.then(filter.ofExecution())
                .then("""
                        ), holders AS MATERIALIZED (
                          SELECT id FROM (
                            SELECT id, sum(matching) OVER (ORDER BY newest DESC, id DESC) - matching AS before
                            FROM (SELECT * FROM m WHERE matching > 0 AND (SELECT sum(matching) FROM m) > ?
                                  ORDER BY newest DESC, id DESC LIMIT ?) newest) few
                          WHERE before < ?
                        ), since AS MATERIALIZED (
                          SELECT min(created_at) AS since FROM (
                            SELECT r.created_at
                            FROM holders CROSS JOIN LATERAL (
                              SELECT r.created_at FROM test_result r WHERE r.test_execution_id = holders.id""", offset, enough, enough)
                .then(filter.conditions())
                .then("""
                              OFFSET 0) r
                            ORDER BY r.created_at DESC LIMIT ?) newest
                        ), page AS (
                          SELECT r.id, near.id AS execution, r.created_at
                          FROM (SELECT m.id, since FROM m, since WHERE m.newest >= since) near
                          CROSS JOIN LATERAL (
                            SELECT r.id, r.created_at FROM test_result r
                            WHERE r.test_execution_id = near.id AND r.created_at >= near.since""", enough)
                .then(filter.conditions())
                .then("""
                            OFFSET 0) r
                          ORDER BY r.created_at DESC, r.id DESC LIMIT ? OFFSET ?
                        )
                        SELECT (SELECT coalesce(sum(matching), 0) FROM m) AS count,""", limit, offset)
                .then(IDS);
    }

    /** The number of results of each execution that have an issue, as the expression {@code attached}. */
    private static Fragment attached(Fragment statusAndTime) {
        return Fragment.of("""
                attached AS MATERIALIZED (
                  SELECT r.test_execution_id, count(DISTINCT r.id) AS n
                  FROM issue_test_result_attachment i JOIN test_result r ON r.id = i.test_result_id
                  WHERE true""").then(statusAndTime).then("""
                  GROUP BY r.test_execution_id
                ),""");
    }

    /**
     * The number of an execution's results that match: the stored count if all are within the times, otherwise counted
     * now.
     */
    private static Fragment matching(ResultFilter filter, Fragment statusAndTime) {
        if (filter.from() == null && filter.until() == null) {
            return Fragment.of(filter.counted());
        }
        return Fragment.of("CASE WHEN true")
                .thenGiven("AND n.oldest >= ?", filter.from())
                .thenGiven("AND n.newest <= ?", filter.until())
                .then("THEN " + filter.counted())
                .then("ELSE (SELECT count(*) FROM test_result r WHERE r.test_execution_id = n.test_execution_id")
                .then(statusAndTime)
                .then(") END");
    }

    /**
     * The ids of these executions' results by execution, newest first.
     *
     * @param only limits the results to these ids; empty for all
     * @param most the largest number of results
     */
    @Connectable
    Map<Integer, List<Integer>> resultsOf(List<Integer> executions, List<Long> only, int most) {
        if (executions.isEmpty()) {
            return Map.of();
        }
        Fragment search = Fragment.of("""
                SELECT r.test_execution_id, r.id
                FROM test_result r
                WHERE r.test_execution_id = ANY (?)""", executions)
                .thenIf(!only.isEmpty(), "AND r.id = ANY (?)", only)
                .then("ORDER BY r.test_execution_id, r.created_at DESC, r.id DESC LIMIT ?", most);
        return statements.query(search).map((row, _) -> Map.entry(row.getInt(1), row.getInt(2))).stream()
                .collect(groupingBy(Map.Entry::getKey, mapping(Map.Entry::getValue, toList())));
    }

    /** The ids of the newest results of a range, newest first. */
    @Connectable
    List<Integer> resultsOf(int execution, ResultRange range, int most) {
        Fragment search =
                Fragment.of("""
                SELECT r.id
                FROM test_result r
                WHERE r.test_execution_id = ? AND r.id BETWEEN ? AND ? AND r.created_at BETWEEN ? AND ?
                ORDER BY r.id DESC LIMIT ?""", execution, range.lowestId(), range.highestId(), range.oldest(), range.newest(), most);
        return statements.query(search).mapTo(Integer.class).list();
    }

    /**
     * The ranges of all results of an execution, newest first. Usually there is one: results that were stored later
     * have higher ids, unless two requests overlapped and the later one finished first.
     */
    @Connectable
    List<ResultRange> ranges(int execution) {
        Fragment search = Fragment.of("""
                WITH n AS MATERIALIZED (
                  SELECT oldest, newest FROM result_count WHERE test_execution_id = ?
                ), stored AS (
                  SELECT r.created_at, min(r.id) AS lowest, max(r.id) AS highest
                  FROM test_result r
                  WHERE r.test_execution_id = ? AND (SELECT oldest < newest FROM n)
                  GROUP BY r.created_at
                ), together AS (
                  SELECT *, count(*) FILTER (WHERE begins) OVER (ORDER BY created_at DESC) AS number
                  FROM (SELECT *, highest >= lag(lowest) OVER (ORDER BY created_at DESC) AS begins FROM stored) s
                )
                SELECT 0 AS lowest_id, 2147483647 AS highest_id, oldest, newest, 0 AS number FROM n WHERE oldest = newest
                UNION ALL
                SELECT min(lowest), max(highest), min(created_at), max(created_at), number FROM together GROUP BY number
                ORDER BY number""", execution, execution);
        return statements.query(search).mapTo(ResultRange.class).list();
    }

    private Found found(Fragment search) {
        return statements.query(search).mapTo(Found.class).one();
    }
}
