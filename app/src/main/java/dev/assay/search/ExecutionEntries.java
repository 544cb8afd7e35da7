package dev.assay.search;

import dev.assay.execution.Executions;
import dev.assay.execution.InContext;
import dev.assay.result.Counts;
import dev.assay.result.Results;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Iterates over the executions of a page and the ids of their results, in the order of the response (TE-SEARCH-04). It
 * reads some hundreds of executions at a time, and some thousands of ids: those of many small executions together,
 * those of a large one piece by piece.
 */
final class ExecutionEntries implements Iterator<Search.Entry> {
    private static final int EXECUTIONS = 250;
    private static final int IDS = 5_000;

    private final Executions executions;
    private final Results results;
    private final SearchRepository search;
    private final List<Long> only;
    private final Queue<Integer> page;
    private final Queue<Shown> shown = new ArrayDeque<>();
    private final Queue<Search.Entry> ready = new ArrayDeque<>();
    private @Nullable Pieces large;

    /**
     * @param page ids of executions
     * @param only limits the results to these ids; empty for all
     */
    ExecutionEntries(
            Executions executions, Results results, SearchRepository search, List<Integer> page, List<Long> only) {
        this.executions = executions;
        this.results = results;
        this.search = search;
        this.page = new ArrayDeque<>(page);
        this.only = List.copyOf(only);
    }

    private record Shown(int id, InContext execution, long results) {}

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && (large != null || lookUp())) {
            fill();
        }
        return !ready.isEmpty();
    }

    @Override
    public Search.Entry next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }

    /**
     * Reads more executions if necessary. Returns true if there is one to show. Executions that were deleted since they
     * were found are left out.
     */
    private boolean lookUp() {
        while (shown.isEmpty() && !page.isEmpty()) {
            List<Integer> ids = new ArrayList<>();
            while (ids.size() < EXECUTIONS && !page.isEmpty()) {
                ids.add(page.remove());
            }
            Map<Integer, InContext> known = executions.inContext(ids);
            Map<Integer, Counts> counts = only.isEmpty() ? results.counts(ids) : Map.of();
            for (Integer id : ids) {
                InContext of = known.get(id);
                if (of != null) {
                    shown.add(new Shown(
                            id, of, counts.getOrDefault(id, Counts.NONE).total()));
                }
            }
        }
        return !shown.isEmpty();
    }

    private void fill() {
        if (large == null && Objects.requireNonNull(shown.peek()).results() > IDS) {
            large = new Pieces(shown.remove());
        }
        if (large == null) {
            fillWithSmall();
        } else if (!large.next()) {
            large = null;
        }
    }

    private void fillWithSmall() {
        List<Shown> together = new ArrayList<>();
        long ids = 0;
        for (Shown next = shown.peek(); next != null && ids + next.results() <= IDS; next = shown.peek()) {
            ids += next.results();
            together.add(shown.remove());
        }
        Map<Integer, List<Integer>> found =
                search.resultsOf(together.stream().map(Shown::id).toList(), only, 2 * IDS);
        for (Shown execution : together) {
            List<Integer> its = found.getOrDefault(execution.id(), List.of());
            its.forEach(id -> ready.add(new Search.Entry(execution.execution(), id)));
            if (its.isEmpty()) {
                ready.add(new Search.Entry(execution.execution(), null));
            }
        }
    }

    /** The results of a large execution, piece by piece, newest first. */
    private final class Pieces {
        private final Shown execution;
        private final Iterator<ResultRange> ranges;
        private @Nullable ResultRange range;
        private boolean empty = true;

        Pieces(Shown execution) {
            this.execution = execution;
            this.ranges = search.ranges(execution.id()).iterator();
        }

        /** Adds the next piece to the ready entries. Returns false at the end. */
        private boolean next() {
            if (range == null && !ranges.hasNext()) {
                if (empty) {
                    ready.add(new Search.Entry(execution.execution(), null));
                }
                return false;
            }
            ResultRange now = range == null ? ranges.next() : range;
            List<Integer> ids = search.resultsOf(execution.id(), now, IDS);
            ids.forEach(id -> ready.add(new Search.Entry(execution.execution(), id)));
            empty &= ids.isEmpty();
            range = ids.size() < IDS ? null : now.below(ids.getLast());
            return true;
        }
    }
}
