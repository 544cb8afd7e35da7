package dev.assay.operator.trigger;

import dev.assay.operator.plan.PlanStatus;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which builds a plan has dealt with.
 *
 * @param last all up to this id
 * @param beyond ids beyond it, ascending: those whose neighbours may appear yet
 */
record BuildCursor(long last, List<Long> beyond) {
    /** A status stays small: so many builds may be dealt with out of order, more wait. */
    static final int MOST_BEYOND = 500;

    BuildCursor {
        beyond = List.copyOf(beyond);
    }

    /** From what the plan says; one that says nothing begins with what is newest now. */
    static BuildCursor of(PlanStatus status, BuildHorizon.Seen seen) {
        return status.lastBuild() == null
                ? new BuildCursor(seen.newest(), List.of())
                : new BuildCursor(status.lastBuild(), Objects.requireNonNullElse(status.builds(), List.of()));
    }

    /** How many more may be dealt with. */
    int room(int most) {
        return Math.max(0, Math.min(most, MOST_BEYOND - beyond.size()));
    }

    /**
     * After some builds were dealt with.
     *
     * @param found all builds that concern the plan and were not dealt with, in the order of their ids, or the first of them
     * @param passed no build up to this id will appear any more that was not found
     */
    BuildCursor after(List<Long> found, Set<Long> handled, long passed) {
        long waiting =
                found.stream().filter(id -> !handled.contains(id)).findFirst().orElse(Long.MAX_VALUE);
        long now = Math.max(last, Math.min(passed, waiting - 1));
        List<Long> more = Stream.concat(beyond.stream(), handled.stream())
                .filter(id -> id > now)
                .distinct()
                .sorted()
                .toList();
        return new BuildCursor(now, more);
    }
}
