package dev.assay.search;

import java.util.List;

/**
 * A page of matches.
 *
 * @param count the number of matches on all pages; of this page alone if it was found by key
 * @param ids the ids of this page, in order
 * @param executions the execution of each of them
 */
public record Found(long count, List<Integer> ids, List<Integer> executions) {
    public Found {
        ids = List.copyOf(ids);
        executions = List.copyOf(executions);
    }

    /** At most this many of the first matches. */
    Found first(int limit) {
        int size = Math.min(limit, ids.size());
        return new Found(count, ids.subList(0, size), executions.subList(0, size));
    }

    /** The key of the last match. */
    ResultKey last() {
        return ResultKey.of(executions.getLast(), ids.getLast());
    }
}
