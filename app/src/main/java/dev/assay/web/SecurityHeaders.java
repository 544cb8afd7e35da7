package dev.assay.web;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpHeaders;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.Map;

/**
 * Adds security headers to every response: browsers must not guess its type, frame it, cache it, or send its address to other
 * sites. A header that the response has already, as those of our pages and scripts do, is left as it is.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
class SecurityHeaders implements Ordered {
    private static final Map<String, String> HEADERS = Map.of(
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            "Content-Security-Policy",
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=()",
            HttpHeaders.CACHE_CONTROL,
            "no-store");

    /** Scripts and styles: they set later how long they may be cached. */
    private static final String KEPT = "/assets/";

    @Override
    public int getOrder() {
        return FilterOrder.SECURITY_HEADERS;
    }

    @ResponseFilter
    void add(HttpRequest<?> request, MutableHttpResponse<?> response) {
        MutableHttpHeaders headers = response.getHeaders();
        HEADERS.forEach((name, value) -> {
            boolean kept =
                    name.equals(HttpHeaders.CACHE_CONTROL) && request.getPath().startsWith(KEPT);
            if (!kept && !headers.contains(name)) {
                headers.add(name, value);
            }
        });
        boolean https =
                request.isSecure() || "https".equals(request.getHeaders().get("X-Forwarded-Proto"));
        if (https && !headers.contains("Strict-Transport-Security")) {
            headers.add("Strict-Transport-Security", "max-age=31536000");
        }
    }
}
