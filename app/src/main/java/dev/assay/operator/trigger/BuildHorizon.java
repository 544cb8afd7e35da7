package dev.assay.operator.trigger;

import dev.assay.artefact.build.BuildWatermark;
import dev.assay.artefact.build.Builds;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Knows up to which id no further build can appear. Ids are assigned before their transactions commit, so a build may become
 * visible after builds with higher ids. An id counts as passed once every transaction has ended that was running when the id
 * was the highest. One statement every now and then serves all plans.
 */
@Singleton
@Requires(property = "assay.operator.enabled", value = "true")
class BuildHorizon {
    private final Builds builds;
    private final Duration interval;
    private final AtomicReference<Seen> seen = new AtomicReference<>(Seen.NOTHING);

    BuildHorizon(Builds builds, TriggerSettings settings) {
        this.builds = builds;
        // Half of it, so that each plan sees something new each time it looks
        this.interval = settings.poll().dividedBy(2);
    }

    Seen at(Instant now) {
        Seen last = seen.get();
        if (now.isBefore(last.looked.plus(interval))) {
            return last;
        }
        Seen next = last.next(builds.mark(), now);
        // The thread that loses returns the state of the other one, which is as good: it is newer than this one's start
        return seen.compareAndSet(last, next) ? next : seen.get();
    }

    /**
     * @param newest the highest id that was seen
     * @param passed no further build up to this id will appear
     * @param candidate the highest id of the look before; its transaction has got its number since then
     * @param awaited an id that counts as passed once all transactions before {@code before} have ended
     */
    record Seen(Instant looked, long newest, long passed, long candidate, long awaited, long before) {
        static final Seen NOTHING = new Seen(Instant.EPOCH, 0, 0, 0, 0, 0);

        Seen next(BuildWatermark mark, Instant now) {
            long highest = Math.max(newest, mark.newest());
            if (mark.oldest() < before) {
                return new Seen(now, highest, passed, highest, awaited, before);
            }
            return new Seen(now, highest, awaited, highest, candidate, mark.next());
        }
    }
}
