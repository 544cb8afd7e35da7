package dev.assay.web.request;

import dev.assay.web.Fault;
import dev.assay.web.FilterOrder;
import dev.assay.web.RouteInput;
import dev.assay.web.input.Dialect;
import dev.assay.web.input.InvalidInput;
import dev.assay.web.input.Loc;
import dev.assay.web.input.Violations;
import dev.assay.web.input.forgiving.Forgiving;
import dev.assay.web.input.shape.Shapes;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteMatch;
import java.lang.reflect.Parameter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads path, query and body into the parameters of the controller, or answers with all mistakes at once (CONV-34 step 4). */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
class InputFilter implements Ordered {
    static final String VALUES = "assay.input";

    @Override
    public int getOrder() {
        return FilterOrder.INPUT;
    }

    @RequestFilter
    void read(HttpRequest<?> request) {
        RouteInput.of(request).ifPresent(input -> request.setAttribute(VALUES, values(request, input)));
    }

    /** v1 is lenient, v2 is strict. */
    static Dialect dialect(HttpRequest<?> request) {
        return request.getPath().startsWith("/v2/") ? Dialect.strict() : new Forgiving();
    }

    private static Map<String, @Nullable Object> values(HttpRequest<?> request, RouteInput input) {
        Map<String, @Nullable Object> values = new HashMap<>();
        Violations violations = new Violations(dialect(request));
        Map<String, Object> variables = RouteAttributes.getRouteMatch(request)
                .map(RouteMatch::getVariableValues)
                .orElse(Map.of());
        Map<String, Object> path = new HashMap<>();
        for (RouteInput.Named named : input.path()) {
            String raw = String.valueOf(variables.get(named.wire()));
            Object value = Shapes.path(named.parameter(), named.wire(), raw, violations);
            if (value != null) {
                path.put(named.wire(), value);
            }
        }
        for (Parameter parameter : input.queryRecords()) {
            Object value = Shapes.query(
                    parameter.getType(), name -> request.getParameters().getAll(name), violations);
            values.put(parameter.getName(), value);
        }
        for (RouteInput.Named named : input.query()) {
            List<String> raw = request.getParameters().getAll(named.wire());
            values.put(named.parameter().getName(), Shapes.query(named.parameter(), named.wire(), raw, violations));
        }
        violations
                .dialect()
                .unknown(
                        "parameter",
                        request.getParameters()::names,
                        input.queryNames(),
                        name -> CutLink.advice(name, request.getParameters()),
                        Loc.of("query"),
                        violations);
        if (input.body() != null) {
            values.put(input.body().getName(), BodyFilter.body(request).value(violations));
        }
        if (!violations.isEmpty()) {
            throw new InvalidInput(violations);
        }
        if (violations.sentence() != null) {
            throw Fault.unprocessable(violations.sentence());
        }
        // The router prefers the text in the path to any binder, and parses numbers by other rules (CONV-18, CONV-19)
        RouteAttributes.getRouteMatch(request).ifPresent(match -> match.fulfill(path));
        return values;
    }
}
