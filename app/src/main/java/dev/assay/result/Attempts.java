package dev.assay.result;

import dev.assay.outcome.ResultStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Joins the attempts of one test in a file, so that the last one is the result. {@link ResultRepository} does the same in SQL for
 * files that are too long for memory.
 */
final class Attempts {
    private Attempts() {}

    private record Place(String name, String category, String place) {}

    /** The results without those that are earlier attempts of others. The list itself if there are none. */
    static List<NewResult> joined(List<NewResult> results) {
        if (!anyTwice(results)) {
            return results;
        }
        Map<NewResult, List<NewResult>> earlier = new IdentityHashMap<>();
        Map<String, NewResult> last = new HashMap<>();
        Map<Place, List<NewResult>> failures = new HashMap<>();
        Set<NewResult> joined = Collections.newSetFromMap(new IdentityHashMap<>());
        for (NewResult result : results) {
            switch (result.repeat()) {
                case ATTEMPT -> {
                    NewResult before = last.put(result.name(), result);
                    if (before != null) {
                        List<NewResult> all = earlier.getOrDefault(before, new ArrayList<>());
                        all.add(before);
                        earlier.remove(before);
                        earlier.put(result, all);
                        joined.add(before);
                    }
                }
                case AFTER_FAILURE -> {
                    Place place = new Place(result.name(), result.category(), result.place());
                    if (result.status() == ResultStatus.FAILED) {
                        failures.computeIfAbsent(place, _ -> new ArrayList<>()).add(result);
                    } else {
                        List<NewResult> failed = failures.remove(place);
                        if (failed != null && result.status() == ResultStatus.PASSED) {
                            earlier.put(result, failed);
                            joined.addAll(failed);
                        }
                    }
                }
                case SEPARATE -> {}
            }
        }
        return results.stream()
                .filter(result -> !joined.contains(result))
                .map(result -> earlier.containsKey(result) ? result.after(earlier.get(result)) : result)
                .toList();
    }

    private static boolean anyTwice(List<NewResult> results) {
        Set<String> names = HashSet.newHashSet(results.size());
        for (NewResult result : results) {
            if (result.repeat() != NewResult.Repeat.SEPARATE && !names.add(result.name())) {
                return true;
            }
        }
        return false;
    }
}
