package dev.assay.identity.limit;

import dev.assay.web.Fault;
import dev.assay.web.Problem;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;

/**
 * Sign-ons and API keys that were refused, by the address they came from. Valid credentials are never in the way of anybody's
 * failures: only those who fail again, and who want to sign on by a form, wait.
 */
@Singleton
public class FailedSignOns {
    private final RateLimitBuckets failures;
    private final ClientAddress addresses;

    FailedSignOns(LimitSettings settings, ClientAddress addresses) {
        this.failures = new RateLimitBuckets(settings.failedSignOnsPerMinute());
        this.addresses = addresses;
    }

    /** Counts a failure; a {@link Fault} of status 429 when there were too many. */
    public void count(HttpRequest<?> request) {
        failures.take(addresses.of(request)).ifPresent(FailedSignOns::check);
    }

    /** Counts a failure that has its answer already. */
    void note(HttpRequest<?> request) {
        failures.take(addresses.of(request));
    }

    /** A {@link Fault} of status 429 when there were too many. */
    void check(HttpRequest<?> request) {
        failures.look(addresses.of(request)).ifPresent(FailedSignOns::check);
    }

    private static void check(RateLimitBuckets.Left left) {
        if (!left.granted()) {
            throw new Fault(
                    Problem.TOO_MANY_REQUESTS,
                    "Too many failed sign-ons",
                    "Check the credentials, and wait",
                    left.next());
        }
    }
}
