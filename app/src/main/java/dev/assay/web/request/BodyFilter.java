package dev.assay.web.request;

import dev.assay.web.FilterOrder;
import dev.assay.web.RouteInput;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.lang.reflect.Parameter;

/** Reads the body of a route that takes one, and frees it when the request is answered. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
class BodyFilter implements Ordered {
    private static final String BODY = "assay.body";

    private final Bodies bodies;

    BodyFilter(Bodies bodies) {
        this.bodies = bodies;
    }

    @Override
    public int getOrder() {
        return FilterOrder.BODY;
    }

    @RequestFilter
    @ExecuteOn(TaskExecutors.BLOCKING)
    void read(HttpRequest<?> request) {
        Parameter body = RouteInput.of(request).map(RouteInput::body).orElse(null);
        if (body != null) {
            boolean read = false;
            try {
                request.setAttribute(BODY, bodies.read(request, body));
                read = true;
            } finally {
                if (!read) {
                    Bodies.letGo(request);
                }
            }
        }
    }

    @ResponseFilter
    void letGo(HttpRequest<?> request) {
        Bodies.letGo(request);
    }

    /** The body of a route that takes one. */
    static Body body(HttpRequest<?> request) {
        return request.getAttribute(BODY, Body.class).orElseThrow();
    }
}
