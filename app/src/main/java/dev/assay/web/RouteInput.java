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
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a controller's method that come from the request, in the order path, query, body (ERR-02).
 *
 * @param queryRecords the parameters that are records of query parameters
 * @param queryNames the names of all query parameters, including those that the method reads by itself and declares by annotations
 */
public record RouteInput(
        List<Named> path,
        List<Named> query,
        List<Parameter> queryRecords,
        Set<String> queryNames,
        @Nullable Parameter body) {
    private static final Map<Method, RouteInput> KNOWN = new ConcurrentHashMap<>();

    /** A parameter and its name on the wire. */
    public record Named(String wire, Parameter parameter) {}

    /** Empty for unknown routes and for routes that are not ours. */
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
        Set<String> names = Stream.concat(
                        Stream.concat(query.stream(), records.stream().flatMap(RouteInput::members))
                                .map(Named::wire),
                        declaredQuery(method))
                .collect(Collectors.toUnmodifiableSet());
        return new RouteInput(List.copyOf(path), List.copyOf(query), List.copyOf(records), names, body);
    }

    /** A record is read from the query parameters that its components name, unless it represents a single value. */
    private static boolean isQueryRecord(Class<?> type) {
        return type.isRecord() && !type.isAnnotationPresent(Input.Scalar.class);
    }

    /** All query parameters: those of the method and those of its query records. */
    public List<Named> allQuery() {
        return Stream.concat(queryRecords.stream().flatMap(RouteInput::members), query.stream())
                .toList();
    }

    private static Stream<Named> members(Parameter queryRecord) {
        return Shapes.parameters(queryRecord.getType()).stream()
                .map(member -> new Named(Shapes.snake(member.getName()), member));
    }

    private static Stream<String> declaredQuery(Method method) {
        return declared(method, io.swagger.v3.oas.annotations.Parameter.class)
                .filter(parameter -> parameter.in() == ParameterIn.QUERY)
                .map(io.swagger.v3.oas.annotations.Parameter::name);
    }

    /** The annotations on a method, and those on an annotation of the method that several methods share. */
    public static <A extends Annotation> Stream<A> declared(Method method, Class<A> kind) {
        return Stream.concat(
                Arrays.stream(method.getAnnotationsByType(kind)),
                Arrays.stream(method.getAnnotations())
                        .flatMap(shared -> Arrays.stream(shared.annotationType().getAnnotationsByType(kind))));
    }

    private static Named named(Parameter parameter, String name) {
        return new Named(name.isEmpty() ? parameter.getName() : name, parameter);
    }
}
