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

/** Executions and results of all artefacts that fit criteria. */
@Singleton
public class Search {
    private static final int SAMPLE = 20;

    /** Matches that are counted where they have to be looked at one by one. */
    private static final int MOST_COUNTED = 10_000;

    /** Results that are read at once. */
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
     * A result of an execution. Those of one execution follow each other, and have the same object of it.
     *
     * @param result its id; null for an execution without results
     */
    public record Entry(InContext execution, @Nullable Integer result) {}

    /** A result and what it is of. */
    public record Hit(TestResult result, InContext of) {}

    /**
     * What a rule would match.
     *
     * @param count of matches
     * @param exact false: there are more
     * @param sample the newest of those counted
     */
    public record Preview(long count, boolean exact, List<Hit> sample) {
        public Preview {
            sample = List.copyOf(sample);
        }
    }

    /** Newest first, with the exact number of all. */
    public Found executions(ExecutionCriteria criteria, int limit, int offset) {
        return search.executions(criteria, limit, offset);
    }

    /**
     * The results of executions that were found, the newest of each first, read as they are asked for (TE-SEARCH-04).
     *
     * @param wanted as it was asked for; where that were ids, only these results
     */
    public Iterator<Entry> entries(Found found, PresenceFilter wanted) {
        List<Long> only = wanted instanceof PresenceFilter.OneOf(List<Long> ids) ? ids : List.of();
        return new ExecutionEntries(executions, results, search, found.ids(), only);
    }

    /** Newest first, with the exact number of all; one round trip (ADR 17). */
    public Found results(ResultFilter filter, int limit, int offset) {
        return search.results(filter, limit, offset);
    }

    /** What results that were found are of, by the result's id; what was deleted since is not in it. */
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

    /** Counts exactly what counts tell, other matches up to a limit. */
    public Preview preview(ResultFilter filter) {
        Found found = search.some(filter, SAMPLE, MOST_COUNTED + 1);
        boolean exact = !filter.criteria().asksOfCase() || found.count() <= MOST_COUNTED;
        return new Preview(exact ? found.count() : MOST_COUNTED, exact, hits(found));
    }

    private List<Hit> hits(Found found) {
        return hits(found.ids(), results.first(found.ids(), Integer.MAX_VALUE), contexts(found));
    }

    /**
     * What was found, as many results at a time as memory should hold; what is deleted since is left out.
     *
     * @param bytes how many are enough at a time
     * @return gives the next ones, none at the end
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
