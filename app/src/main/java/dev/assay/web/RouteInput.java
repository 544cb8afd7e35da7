package dev.assay.web;

import dev.assay.web.input.Input;
import dev.assay.web.input.shape.Shapes;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.web.router.MethodBasedRouteInfo;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteMatch;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The parameters through which one of our controllers' methods takes its input, in the order path, query, body (ERR-02).
 *
 * @param queryRecords those that are records of query parameters
 */
public record RouteInput(
        List<Named> path,
        List<Named> query,
        List<Parameter> queryRecords,
        @Nullable Parameter body) {
    private static final Map<Method, RouteInput> KNOWN = new ConcurrentHashMap<>();

    /** A parameter and its name on the wire. */
    public record Named(String wire, Parameter parameter) {}

    /** Empty for routes that are not ours and for unknown ones. */
    public static Optional<RouteInput> of(HttpRequest<?> request) {
        return RouteAttributes.getRouteMatch(request)
                .map(RouteMatch::getRouteInfo)
                .filter(MethodBasedRouteInfo.class::isInstance)
                .map(info ->
                        ((MethodBasedRouteInfo<?, ?>) info).getTargetMethod().getTargetMethod())
                .filter(method -> method.getDeclaringClass().getName().startsWith("dev.assay."))
                .map(RouteInput::of);
    }

    static RouteInput of(Method method) {
        return KNOWN.computeIfAbsent(method, RouteInput::read);
    }

    public boolean takesBody() {
        return body != null;
    }

    private static RouteInput read(Method method) {
        List<Named> path = new ArrayList<>();
        List<Named> query = new ArrayList<>();
        List<Parameter> records = new ArrayList<>();
        Parameter body = null;
        for (Parameter parameter : method.getParameters()) {
            PathVariable inPath = parameter.getAnnotation(PathVariable.class);
            QueryValue inQuery = parameter.getAnnotation(QueryValue.class);
            if (inPath != null) {
                path.add(named(parameter, inPath.value()));
            } else if (inQuery != null && isQueryRecord(parameter.getType())) {
                records.add(parameter);
            } else if (inQuery != null) {
                query.add(named(parameter, inQuery.value()));
            } else if (parameter.isAnnotationPresent(Body.class)) {
                body = parameter;
            }
        }
        return new RouteInput(List.copyOf(path), List.copyOf(query), List.copyOf(records), body);
    }

    /** A record is read from the query parameters that its components name, unless it stands for a single value. */
    private static boolean isQueryRecord(Class<?> type) {
        return type.isRecord() && !type.isAnnotationPresent(Input.Scalar.class);
    }

    /** All query parameters: those of the method and those of its query records. */
    public List<Named> allQuery() {
        List<Named> all = new ArrayList<>();
        for (Parameter parameter : queryRecords) {
            for (Parameter member : Shapes.parameters(parameter.getType())) {
                all.add(new Named(Shapes.snake(member.getName()), member));
            }
        }
        all.addAll(query);
        return all;
    }

    private static Named named(Parameter parameter, String name) {
        return new Named(name.isEmpty() ? parameter.getName() : name, parameter);
    }
}
