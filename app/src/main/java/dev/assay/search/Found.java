package dev.assay.search;

import java.util.List;

/**
 * A page of what was found.
 *
 * @param count all that was found, on whatever page
 * @param ids of this page, in order
 * @param executions the execution of each
 */
public record Found(long count, List<Integer> ids, List<Integer> executions) {
    public Found {
        ids = List.copyOf(ids);
        executions = List.copyOf(executions);
    }
}
