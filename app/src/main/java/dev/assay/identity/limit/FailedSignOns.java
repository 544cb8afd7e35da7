package dev.assay.identity.limit;

import dev.assay.web.Fault;
import dev.assay.web.Problem;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;

/**
 * Counts refused sign-ons and API keys by client address. After too many failures, further failures and new sign-ons from the
 * address get status 429. Requests with a valid key or session are never limited by failures of others.
 */
@Singleton
public class FailedSignOns {
    private final RateLimitBuckets failures;
    private final ClientAddress addresses;

    FailedSignOns(LimitSettings settings, ClientAddress addresses) {
        this.failures = new RateLimitBuckets(settings.failedSignOnsPerMinute());
        this.addresses = addresses;
    }

    /** Counts a failure; throws a {@link Fault} with status 429 if there were too many. */
    public void count(HttpRequest<?> request) {
        failures.take(addresses.of(request)).ifPresent(FailedSignOns::check);
    }

    /** Counts a failure that was answered already. */
    void note(HttpRequest<?> request) {
        failures.take(addresses.of(request));
    }

    /** Throws a {@link Fault} with status 429 if there were too many failures. */
    void check(HttpRequest<?> request) {
        failures.look(addresses.of(request)).ifPresent(FailedSignOns::check);
    }

    private static void check(RateLimitBuckets.Left left) {
        if (!left.granted()) {
            throw new Fault(
                    Problem.TOO_MANY_REQUESTS,
                    "Too many failed sign-ons",
                    "Check the credentials, then try again later",
                    left.next());
        }
    }
}
