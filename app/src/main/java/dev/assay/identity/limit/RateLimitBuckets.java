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
 * Rate limits by caller: each caller has a bucket of tokens that refills steadily. A bucket is dropped when it would be full
 * again, so memory is bounded by the callers of a minute, and by {@link #CALLERS}.
 */
final class RateLimitBuckets {
    static final Duration WINDOW = Duration.ofMinutes(1);

    /** The most buckets that are kept. If there are more callers, those that were not seen for the longest time start again. */
    private static final long CALLERS = 100_000;

    private final int perMinute;
    private final Cache<String, Bucket> buckets;

    /** @param perMinute size of a bucket, and tokens that it gains each minute; zero for no limit */
    RateLimitBuckets(int perMinute) {
        this.perMinute = perMinute;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(CALLERS)
                .expireAfterAccess(WINDOW)
                .build();
    }

    /**
     * A caller's bucket after an attempt to take a token.
     *
     * @param granted true if there was a token
     * @param remaining tokens that are left
     * @param next time until the next token if there was none
     */
    record Left(boolean granted, long remaining, Duration next) {}

    int perMinute() {
        return perMinute;
    }

    /** Takes a token; empty without a limit. */
    Optional<Left> take(String caller) {
        if (perMinute <= 0) {
            return Optional.empty();
        }
        ConsumptionProbe probe = bucket(caller).tryConsumeAndReturnRemaining(1);
        return Optional.of(new Left(
                probe.isConsumed(), probe.getRemainingTokens(), Duration.ofNanos(probe.getNanosToWaitForRefill())));
    }

    /** Like {@link #take}, but does not take the token; empty without a limit. */
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
