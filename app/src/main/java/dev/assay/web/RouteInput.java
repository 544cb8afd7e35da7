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
 * The parameters through which one of our controllers' methods takes its input, in the order path, query, body (ERR-02).
 *
 * @param queryRecords those that are records of query parameters
 * @param queryNames of all query parameters, also of those that the method reads by itself and annotations declare
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
        Set<String> names = Stream.concat(
                        Stream.concat(query.stream(), records.stream().flatMap(RouteInput::members))
                                .map(Named::wire),
                        declaredQuery(method))
                .collect(Collectors.toUnmodifiableSet());
        return new RouteInput(List.copyOf(path), List.copyOf(query), List.copyOf(records), names, body);
    }

    /** A record is read from the query parameters that its components name, unless it stands for a single value. */
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

    /** Annotations on a method, and on an annotation of it that several share. */
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
