package dev.assay.search;

import java.util.List;

/**
 * A page of matches.
 *
 * @param count the number of matches on all pages
 * @param ids the ids of this page, in order
 * @param executions the execution of each of them
 */
public record Found(long count, List<Integer> ids, List<Integer> executions) {
    public Found {
        ids = List.copyOf(ids);
        executions = List.copyOf(executions);
    }
}
