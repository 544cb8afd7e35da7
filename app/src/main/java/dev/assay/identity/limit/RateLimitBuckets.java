package dev.assay.identity.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import java.time.Duration;
import java.util.Optional;

/**
 * What each of many callers may still do this minute: a bucket each, refilled steadily. Forgotten when it would be full again, so
 * memory is bounded by the callers of a minute, and by the limit of their number.
 */
final class RateLimitBuckets {
    static final Duration WINDOW = Duration.ofMinutes(1);

    /** Of as many callers each bucket is kept; of more, those seen least lately begin anew. */
    private static final long CALLERS = 100_000;

    private final int perMinute;
    private final Cache<String, Bucket> buckets;

    /** @param perMinute at most so much at once, and as much each minute; zero for no limit */
    RateLimitBuckets(int perMinute) {
        this.perMinute = perMinute;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(CALLERS)
                .expireAfterAccess(WINDOW)
                .build();
    }

    /**
     * What is left after one more.
     *
     * @param granted whether there was one left
     * @param next how long until there is another, when there was none
     */
    record Left(boolean granted, long remaining, Duration next) {}

    int perMinute() {
        return perMinute;
    }

    /** Takes one; empty without a limit. */
    Optional<Left> take(String caller) {
        if (perMinute <= 0) {
            return Optional.empty();
        }
        ConsumptionProbe probe = bucket(caller).tryConsumeAndReturnRemaining(1);
        return Optional.of(new Left(
                probe.isConsumed(), probe.getRemainingTokens(), Duration.ofNanos(probe.getNanosToWaitForRefill())));
    }

    /** What taking one would come to, without taking it; empty without a limit. */
    Optional<Left> look(String caller) {
        if (perMinute <= 0) {
            return Optional.empty();
        }
        EstimationProbe probe = bucket(caller).estimateAbilityToConsume(1);
        return Optional.of(new Left(
                probe.canBeConsumed(), probe.getRemainingTokens(), Duration.ofNanos(probe.getNanosToWaitForRefill())));
    }

    private Bucket bucket(String caller) {
        return buckets.get(
                caller,
                unknown -> Bucket.builder()
                        .addLimit(Bandwidth.builder()
                                .capacity(perMinute)
                                .refillGreedy(perMinute, WINDOW)
                                .build())
                        .build());
    }
}
