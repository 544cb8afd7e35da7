package dev.assay.search;

import dev.assay.execution.Executions;
import dev.assay.execution.InContext;
import dev.assay.filter.ResultFilter;
import dev.assay.result.Results;
import dev.assay.result.TestResult;
import dev.assay.web.input.PresenceFilter;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds executions and results of all artefacts by criteria. */
@Singleton
public class Search {
    private static final int SAMPLE = 20;

    /** The largest number of matches to count if each has to be read. */
    private static final int MOST_COUNTED = 10_000;

    /** The number of results to read at once. */
    private static final int BATCH = 100;

    private final SearchRepository search;
    private final Executions executions;
    private final Results results;

    Search(SearchRepository search, Executions executions, Results results) {
        this.search = search;
        this.executions = executions;
        this.results = results;
    }

    /**
     * A result of an execution. Entries of one execution follow each other, and share one {@link InContext} object.
     *
     * @param result the id of the result; null for an execution without results
     */
    public record Entry(InContext execution, @Nullable Integer result) {}

    /** A result with its execution and artefact. */
    public record Hit(TestResult result, InContext of) {}

    /**
     * The matches of a rule.
     *
     * @param count the number of matches
     * @param exact false if there are more than {@code count}
     * @param sample the newest of the counted matches
     */
    public record Preview(long count, boolean exact, List<Hit> sample) {
        public Preview {
            sample = List.copyOf(sample);
        }
    }

    /** A page of executions, newest first, with the exact number of all matches. */
    public Found executions(ExecutionCriteria criteria, int limit, int offset) {
        return search.executions(criteria, limit, offset);
    }

    /**
     * The results of the executions that were found, the newest of each first. They are read while the caller iterates
     * (TE-SEARCH-04).
     *
     * @param wanted the filter of the query; if it has ids, only these results are returned
     */
    public Iterator<Entry> entries(Found found, PresenceFilter wanted) {
        List<Long> only = wanted instanceof PresenceFilter.OneOf(List<Long> ids) ? ids : List.of();
        return new ExecutionEntries(executions, results, search, found.ids(), only);
    }

    /** A page of results, newest first, with the exact number of all matches. One round trip (ADR 17). */
    public Found results(ResultFilter filter, int limit, int offset) {
        return search.results(filter, limit, offset);
    }

    /** The first results after a key, the newest execution's first. One round trip. */
    Found after(ResultFilter filter, ResultKey key, int limit) {
        return search.after(filter, key, limit);
    }

    /**
     * The executions of the results that were found, by result id. Results whose execution was deleted since are left
     * out.
     */
    private Map<Integer, InContext> contexts(Found found) {
        Map<Integer, InContext> known = executions.inContext(found.executions());
        Map<Integer, InContext> contexts = HashMap.newHashMap(found.ids().size());
        for (int i = 0; i < found.ids().size(); i++) {
            InContext of = known.get(found.executions().get(i));
            if (of != null) {
                contexts.put(found.ids().get(i), of);
            }
        }
        return contexts;
    }

    /** Counts matches exactly if stored counts suffice, otherwise up to a limit. */
    public Preview preview(ResultFilter filter) {
        Found found = search.some(filter, SAMPLE, MOST_COUNTED + 1);
        boolean exact = !filter.criteria().asksOfCase() || found.count() <= MOST_COUNTED;
        return new Preview(exact ? found.count() : MOST_COUNTED, exact, hits(found));
    }

    private List<Hit> hits(Found found) {
        return hits(found.ids(), results.first(found.ids(), Integer.MAX_VALUE), contexts(found));
    }

    /**
     * The results that were found, as many at a time as should be in memory. Results that were deleted since are left
     * out.
     *
     * @param bytes the size at which a list ends
     * @return supplies the next results; an empty list at the end
     */
    public Supplier<List<Hit>> hits(Found found, IntSupplier bytes) {
        Map<Integer, InContext> contexts = contexts(found);
        Deque<Integer> left = new ArrayDeque<>(found.ids());
        return () -> {
            List<Hit> hits = List.of();
            while (hits.isEmpty() && !left.isEmpty()) {
                List<Integer> ids = left.stream().limit(BATCH).toList();
                Results.Read read = results.first(ids, bytes.getAsInt());
                hits = hits(ids, read, contexts);
                ids.subList(0, read.looked()).forEach(left::remove);
            }
            return hits;
        };
    }

    private static List<Hit> hits(List<Integer> ids, Results.Read read, Map<Integer, InContext> contexts) {
        return ids.stream()
                .limit(read.looked())
                .flatMap(id ->
                        read.results().get(id) instanceof TestResult result && contexts.get(id) instanceof InContext of
                                ? Stream.of(new Hit(result, of))
                                : Stream.empty())
                .toList();
    }
}
