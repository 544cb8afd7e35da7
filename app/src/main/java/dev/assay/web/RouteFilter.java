package dev.assay.web;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.Router;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Accepts only one spelling of a path (CONV-02) and does not derive HEAD from GET (CONV-14); the framework's router is more lenient. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
class RouteFilter implements Ordered {
    private final Router router;

    RouteFilter(Router router) {
        this.router = router;
    }

    @Override
    public int getOrder() {
        return FilterOrder.ROUTE;
    }

    @RequestFilter
    @Nullable
    HttpResponse<?> check(HttpRequest<?> request) {
        String path = request.getPath();
        if (path.length() > 1 && path.endsWith("/")) {
            throw new Fault(Problem.UNKNOWN_PATH, "Not Found", "A path does not end in a slash");
        }
        if (request.getMethod() == HttpMethod.HEAD
                && RouteAttributes.getRouteMatch(request).isPresent()) {
            return Errors.methodNotAllowed(request, allowed(request));
        }
        return null;
    }

    private String allowed(HttpRequest<?> request) {
        return router.findAny(request).stream()
                .map(match -> match.getHttpMethod().name())
                .filter(method -> !method.equals("HEAD"))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** Sets the type to JSON, which {@link JsonApi} answers whatever type the caller asks for (CONV-04). */
    @ResponseFilter
    void type(HttpRequest<?> request, MutableHttpResponse<?> response) {
        boolean chosen = response.getContentType()
                .filter(type -> !type.equals(MediaType.ALL_TYPE))
                .isPresent();
        if (!chosen && response.body() != null && RouteInput.of(request).isPresent()) {
            response.contentType(MediaType.APPLICATION_JSON_TYPE);
        }
    }
}
