package dev.assay.operator.trigger;

import dev.assay.operator.plan.PlanStatus;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Remembers which builds a plan has handled.
 *
 * @param last all builds up to this id were handled
 * @param beyond ids above it that were handled, ascending; builds with ids in between may still appear
 */
record BuildCursor(long last, List<Long> beyond) {
    /** How many builds may be handled out of order, so that the status stays small; more have to wait. */
    static final int MOST_BEYOND = 500;

    BuildCursor {
        beyond = List.copyOf(beyond);
    }

    /** Reads the cursor from the plan's status; a plan without one begins after the newest build of now. */
    static BuildCursor of(PlanStatus status, BuildHorizon.Seen seen) {
        return status.lastBuild() == null
                ? new BuildCursor(seen.newest(), List.of())
                : new BuildCursor(status.lastBuild(), Objects.requireNonNullElse(status.builds(), List.of()));
    }

    /** How many more builds may be handled. */
    int room(int most) {
        return Math.max(0, Math.min(most, MOST_BEYOND - beyond.size()));
    }

    /**
     * The cursor after some builds were handled.
     *
     * @param found the builds that concern the plan and were not handled before, in the order of their ids: all, or the first
     *     ones
     * @param passed no further build up to this id will appear
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
