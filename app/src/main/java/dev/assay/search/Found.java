package dev.assay.search;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A page of what was found.
 *
 * @param count all that was found, on whatever page
 * @param ids of this page, in order
 * @param executions the execution of each
 */
record Found(long count, List<Integer> ids, List<Integer> executions) {
    Found {
        ids = List.copyOf(ids);
        executions = List.copyOf(executions);
    }

    Map<Integer, Integer> executionById() {
        Map<Integer, Integer> known = HashMap.newHashMap(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            known.put(ids.get(i), executions.get(i));
        }
        return known;
    }
}
