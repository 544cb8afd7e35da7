package dev.assay.operator.trigger;

import dev.assay.artefact.build.BuildWatermark;
import dev.assay.artefact.build.Builds;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Up to which id no build can appear any more. Ids are handed out before their transactions commit, so that a build may become
 * visible after builds with higher ids: an id counts as passed when every transaction that ran when it was the highest has ended.
 * One statement now and then, for all plans.
 */
@Singleton
@Requires(property = "assay.operator.enabled", value = "true")
class BuildHorizon {
    private final Builds builds;
    private final Duration interval;
    private final AtomicReference<Seen> seen = new AtomicReference<>(Seen.NOTHING);

    BuildHorizon(Builds builds, TriggerSettings settings) {
        this.builds = builds;
        // Half, so that each look of each plan sees something new
        this.interval = settings.poll().dividedBy(2);
    }

    Seen at(Instant now) {
        Seen last = seen.get();
        if (now.isBefore(last.looked.plus(interval))) {
            return last;
        }
        Seen next = last.next(builds.mark(), now);
        // Whoever loses has looked at a later moment than the state that it began from: as good
        return seen.compareAndSet(last, next) ? next : seen.get();
    }

    /**
     * @param newest the highest id that was seen
     * @param passed no build up to this id will appear any more
     * @param candidate the highest id of the look before: since then, its transaction has got its number
     * @param awaited an id that counts as passed when all transactions before {@code before} have ended
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
