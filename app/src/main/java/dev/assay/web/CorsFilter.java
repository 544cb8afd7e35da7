package dev.assay.web;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Cross-origin rules of the contract (SVC-30 to SVC-32, MISC-6). The framework's own CORS support answers preflights by route and
 * refuses unknown origins; existing front ends do not expect that.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
class CorsFilter implements Ordered {
    private static final String METHODS = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";

    private final Set<String> origins;

    CorsFilter(Settings settings) {
        this.origins = Stream.concat(
                        Stream.of(settings.frontendUrl()),
                        Arrays.stream(settings.additionalOrigins().split(",")))
                .map(String::strip)
                .filter(origin -> !origin.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * @param frontendUrl origin of the front end ({@code FRONTEND_URL})
     * @param additionalOrigins further origins, comma separated ({@code ADDITIONAL_CORS_ORIGINS})
     */
    @ConfigurationProperties("assay.cors")
    record Settings(String frontendUrl, String additionalOrigins) {}

    @Override
    public int getOrder() {
        return FilterOrder.CORS;
    }

    @RequestFilter
    @Nullable
    HttpResponse<?> preflight(HttpRequest<?> request) {
        String origin = request.getHeaders().get(HttpHeaders.ORIGIN);
        String method = request.getHeaders().get(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
        if (request.getMethod() != HttpMethod.OPTIONS || origin == null || method == null) {
            return null;
        }
        boolean known = origins.contains(origin);
        MutableHttpResponse<String> answer =
                known ? HttpResponse.ok("OK") : HttpResponse.badRequest("Disallowed CORS origin");
        answer.contentType(MediaType.TEXT_PLAIN)
                .header(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
                .header(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "600");
        String headers = request.getHeaders().get(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
        if (headers != null) {
            answer.header(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, headers);
        }
        // A response made by this filter does not pass through its own response method
        mark(request, answer);
        return answer;
    }

    @ResponseFilter
    void mark(HttpRequest<?> request, MutableHttpResponse<?> response) {
        String origin = request.getHeaders().get(HttpHeaders.ORIGIN);
        if (origin == null) {
            return;
        }
        response.header(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
        if (origins.contains(origin)) {
            response.header(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin).header(HttpHeaders.VARY, "Origin");
        }
    }
}
