package dev.assay.web;

import io.micronaut.http.HttpMethod;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import io.swagger.v3.oas.annotations.Hidden;
import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.List;

/**
 * One of our operations, as the router knows it.
 *
 * @param method in upper case
 * @param path with variables in braces
 * @param handler the controller's method
 */
public record Operation(String method, String path, Method handler) {

    /** All operations of ours, by path and method. The HEAD that the router derives from GET is left out, because we do not answer it. */
    public static List<Operation> all(Router router) {
        return router.uriRoutes()
                .filter(route -> route.getHttpMethod() != HttpMethod.HEAD)
                .map(Operation::of)
                .filter(operation ->
                        operation.handler.getDeclaringClass().getName().startsWith("dev.assay."))
                .distinct()
                .sorted(Comparator.comparing(Operation::path).thenComparing(Operation::method))
                .toList();
    }

    /** True if it is for browsers rather than for programs; it is then not part of the API description. */
    public boolean isHidden() {
        return handler.isAnnotationPresent(Hidden.class)
                || handler.getDeclaringClass().isAnnotationPresent(Hidden.class);
    }

    public RouteInput input() {
        return RouteInput.of(handler);
    }

    private static Operation of(UriRouteInfo<?, ?> route) {
        return new Operation(
                route.getHttpMethod().name(),
                route.getUriMatchTemplate().toPathString(),
                route.getTargetMethod().getTargetMethod());
    }
}
