package dev.assay.contract;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a client of Test Observer would miss in our API.
 *
 * @param differences each in a sentence; empty if there is none
 * @param used the accepted differences without which there would be more
 */
record Comparison(List<String> differences, Set<AcceptedDifference> used) {

    static Comparison of(List<Fact> theirs, List<Fact> ours) {
        Comparison comparison = new Comparison(new ArrayList<>(), EnumSet.noneOf(AcceptedDifference.class));
        Map<String, Map<String, Fact>> known = byOperation(ours);
        byOperation(theirs).forEach((operation, facts) -> {
            Map<String, Fact> here = known.get(operation);
            if (here == null) {
                comparison.differences.add("missing operation: " + operation);
            } else {
                facts.values().forEach(fact -> comparison.compare(fact, here.get(fact.place())));
                here.values().stream()
                        .filter(fact -> isRequiredOnlyByUs(fact, facts))
                        .forEach(fact -> comparison.differences.add("asked for only by us: " + fact.line()));
            }
        });
        return comparison;
    }

    private void compare(Fact theirs, @Nullable Fact ours) {
        if (ours == null) {
            differences.add("missing: " + theirs.line());
            return;
        }
        Fact left = ours;
        for (AcceptedDifference allowance : AcceptedDifference.values()) {
            Fact without = allowance.without(theirs, left);
            if (!without.equals(left)) {
                used.add(allowance);
            }
            left = without;
        }
        if (!left.equals(theirs)) {
            differences.add("another type: " + theirs.line() + "; with us: " + ours.said());
        }
    }

    /** True if only we require it: clients of Test Observer never send it. */
    private static boolean isRequiredOnlyByUs(Fact ours, Map<String, Fact> theirs) {
        if (theirs.containsKey(ours.place()) || !ours.isOfRequest()) {
            return false;
        }
        boolean inObjectOfTheirs = ours.isParameter()
                || theirs.values().stream().anyMatch(fact -> fact.object().equals(ours.object()));
        return ours.isPermission() || (ours.isRequired() && inObjectOfTheirs);
    }

    private static Map<String, Map<String, Fact>> byOperation(List<Fact> facts) {
        return facts.stream()
                .collect(Collectors.groupingBy(
                        Fact::operation,
                        LinkedHashMap::new,
                        Collectors.toMap(
                                Fact::place,
                                fact -> fact,
                                (one, other) -> {
                                    throw new IllegalStateException("twice: " + one.line());
                                },
                                LinkedHashMap::new)));
    }
}
