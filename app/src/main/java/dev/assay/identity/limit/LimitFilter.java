package dev.assay.identity.limit;

import dev.assay.access.Caller;
import dev.assay.web.Fault;
import dev.assay.web.FilterOrder;
import dev.assay.web.Problem;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** Limits how often a caller may write, and how often sign-on may fail: answers 429 if the limit is exceeded. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
class LimitFilter implements Ordered {
    private static final Set<HttpMethod> READS = EnumSet.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final String LEFT = "assay.limit.left";
    private static final String SIGN_ON = "/v1/auth/";

    private final RateLimitBuckets writes;
    private final FailedSignOns failures;
    private final ClientAddress addresses;

    LimitFilter(LimitSettings settings, FailedSignOns failures, ClientAddress addresses) {
        this.writes = new RateLimitBuckets(settings.writesPerMinute());
        this.failures = failures;
        this.addresses = addresses;
    }

    @Override
    public int getOrder() {
        return FilterOrder.LIMIT;
    }

    @RequestFilter
    void check(HttpRequest<?> request) {
        if (request.getPath().startsWith(SIGN_ON)) {
            failures.check(request);
        } else if (!READS.contains(request.getMethod())) {
            writes.take(principal(request)).ifPresent(left -> {
                request.setAttribute(LEFT, left);
                if (!left.granted()) {
                    throw new Fault(
                            Problem.TOO_MANY_REQUESTS,
                            "Too many requests that write: the limit is " + writes.perMinute() + " a minute",
                            "Wait, or send more results in each request",
                            left.next());
                }
            });
        }
    }

    /** Adds headers that say what is left (draft-ietf-httpapi-ratelimit-headers), and counts failed sign-ons. */
    @ResponseFilter
    void after(HttpRequest<?> request, MutableHttpResponse<?> response) {
        request.getAttribute(LEFT, RateLimitBuckets.Left.class)
                .ifPresent(left -> response.header(
                                "RateLimit-Policy",
                                "\"writes\";q=%d;w=%d"
                                        .formatted(writes.perMinute(), RateLimitBuckets.WINDOW.toSeconds()))
                        .header("RateLimit", "\"writes\";r=%d;t=%d".formatted(left.remaining(), seconds(left.next()))));
        int status = response.code();
        if (request.getPath().startsWith(SIGN_ON) && (status == 400 || status == 401 || status == 403)) {
            failures.note(request);
        }
    }

    private String principal(HttpRequest<?> request) {
        return Caller.of(request)
                .filter(Caller::isSomebody)
                .map(Caller::principal)
                .orElseGet(() -> "anonymous:" + addresses.of(request));
    }

    private static long seconds(Duration next) {
        return Math.ceilDiv(next.toMillis(), 1000);
    }
}
