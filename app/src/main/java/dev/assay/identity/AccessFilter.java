package dev.assay.identity;

import dev.assay.access.Access;
import dev.assay.access.Application;
import dev.assay.access.Caller;
import dev.assay.access.Open;
import dev.assay.access.Permission;
import dev.assay.access.Permit;
import dev.assay.access.User;
import dev.assay.database.AuditContext;
import dev.assay.identity.application.Applications;
import dev.assay.identity.application.Authentication;
import dev.assay.identity.limit.FailedSignOns;
import dev.assay.identity.session.Sessions;
import dev.assay.web.Fault;
import dev.assay.web.FilterOrder;
import dev.assay.web.Problem;
import dev.assay.web.request.Bodies;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.web.router.MethodBasedRouteInfo;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteMatch;
import io.micronaut.web.router.UriRouteInfo;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides for each route if the caller may use it, before the request is processed further. A refusal keeps the order of the
 * contract nevertheless: first errors in the body's syntax, then the missing permission (CONV-34, AUTH-9).
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
class AccessFilter implements Ordered {
    /**
     * Browsers send this header for another site's page only if we allow it (CORS preflight). Its value is ignored (AUTH-3).
     */
    private static final String CSRF = "X-CSRF-Token";

    /** How long the caller should wait before it tries again during an outage. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Applications applications;
    private final Sessions sessions;
    private final Access access;
    private final FailedSignOns failures;
    private final Bodies bodies;

    AccessFilter(Applications applications, Sessions sessions, Access access, FailedSignOns failures, Bodies bodies) {
        this.applications = applications;
        this.sessions = sessions;
        this.access = access;
        this.failures = failures;
        this.bodies = bodies;
    }

    @Override
    public int getOrder() {
        return FilterOrder.PERMISSION;
    }

    @RequestFilter
    @ExecuteOn(TaskExecutors.BLOCKING)
    void check(HttpRequest<?> request) {
        try {
            route(request).ifPresent(route -> check(request, route));
        } catch (Fault refusal) {
            bodies.look(request);
            throw refusal;
        }
    }

    private void check(HttpRequest<?> request, MethodBasedRouteInfo<?, ?> route) {
        Method operation = route.getTargetMethod().getTargetMethod();
        Permit permit = operation.getAnnotation(Permit.class);
        if (permit != null) {
            Caller caller = caller(request, request.getHeaders().contains(CSRF));
            if (mayWrite(request)) {
                setAuditContext(request, route, caller);
            }
            Bodies.sentBy(request, Bodies.Sender.PERMITTED, caller.principal());
            switch (permit.decided()) {
                case BEFORE -> check(caller, permit.value());
                case FIRST_BEFORE -> check(caller, permit.value()[0]);
                case WITHIN -> {
                    if (!access.holds(caller, permit.value()[0])) {
                        undecided(request, caller);
                    }
                }
            }
            return;
        }
        Open open = operation.getAnnotation(Open.class);
        if (open == null) {
            throw new IllegalStateException(operation + " declares neither @Permit nor @Open");
        }
        switch (open.value()) {
            // Signing on writes, although it is a GET
            case ANYONE -> setAuditContext(request, route, new Caller(null, null));
            case SELF -> {
                Caller caller = caller(request, request.getHeaders().contains(CSRF));
                if (mayWrite(request)) {
                    setAuditContext(request, route, caller);
                }
                undecided(request, caller);
            }
            case THIS_MACHINE -> checkPeer(request);
            case ANYONE_UNLESS_REQUIRED ->
                checkAuthenticated(request, request.getHeaders().contains(CSRF));
            case BROWSERS_UNLESS_REQUIRED -> checkAuthenticated(request, true);
        }
    }

    private static void undecided(HttpRequest<?> request, Caller caller) {
        Bodies.sentBy(request, caller.isSomebody() ? Bodies.Sender.KNOWN : Bodies.Sender.STRANGER, caller.principal());
    }

    private void checkAuthenticated(HttpRequest<?> request, boolean withCookie) {
        if (access.isAuthenticationRequired() && !caller(request, withCookie).isSomebody()) {
            throw new Fault(Problem.NOT_AUTHENTICATED, "Not authenticated", "Send Authorization: Bearer <API key>");
        }
    }

    private static Optional<MethodBasedRouteInfo<?, ?>> route(HttpRequest<?> request) {
        return RouteAttributes.getRouteMatch(request)
                .map(RouteMatch::getRouteInfo)
                .filter(MethodBasedRouteInfo.class::isInstance)
                .<MethodBasedRouteInfo<?, ?>>map(info -> (MethodBasedRouteInfo<?, ?>) info)
                .filter(info -> info.getTargetMethod()
                        .getTargetMethod()
                        .getDeclaringClass()
                        .getName()
                        .startsWith("dev.assay."));
    }

    private static boolean mayWrite(HttpRequest<?> request) {
        return request.getMethod() != HttpMethod.GET;
    }

    /** From here on, the audit log attributes the request's changes to the caller. */
    private static void setAuditContext(HttpRequest<?> request, MethodBasedRouteInfo<?, ?> route, Caller caller) {
        if (route instanceof UriRouteInfo<?, ?> uri) {
            String path = uri.getUriMatchTemplate().toPathString();
            new AuditContext(caller.principal(), caller.nameAndWorkload(), request.getMethod() + " " + path)
                    .ofRequest();
        }
    }

    private void check(Caller caller, Permission... all) {
        for (Permission needed : all) {
            if (!access.holds(caller, needed)) {
                throw Fault.insufficientPermissions(needed.wire());
            }
        }
    }

    /** @param withCookie true if the session's cookie is accepted */
    private Caller caller(HttpRequest<?> request, boolean withCookie) {
        String authorization = request.getHeaders().get(HttpHeaders.AUTHORIZATION);
        Application application = authorization == null ? null : application(request, authorization);
        User user = (withCookie ? request.getCookies().findCookie(Sessions.COOKIE) : Optional.<Cookie>empty())
                .flatMap(cookie -> sessions.user(cookie.getValue()))
                .orElse(null);
        Caller caller = new Caller(application, user);
        caller.sent(request);
        return caller;
    }

    private @Nullable Application application(HttpRequest<?> request, String authorization) {
        return switch (applications.authenticate(authorization)) {
            case Authentication.Known(Application known) -> known;
            case Authentication.Nobody() -> {
                failures.count(request);
                yield null;
            }
            case Authentication.Undecided() ->
                throw new Fault(
                        Problem.TOKEN_NOT_CHECKED,
                        "The token cannot be checked: the cluster's API server does not answer",
                        "Send it again in a moment; the server's log says what is wrong. An API key works meanwhile",
                        RETRY_AFTER);
        };
    }

    /** SVC-12: allows only peers on this machine. If such a peer is a proxy, its client must be on this machine, too. */
    private static void checkPeer(HttpRequest<?> request) {
        InetAddress peer = request.getRemoteAddress().getAddress();
        String forwarded = request.getHeaders().get("X-Forwarded-For");
        boolean local = peer != null && peer.isLoopbackAddress() && isLoopback(forwarded);
        if (!local) {
            throw new Fault(Problem.FORBIDDEN, "Forbidden", "Probes from outside use the management port");
        }
    }

    private static boolean isLoopback(@Nullable String forwarded) {
        if (forwarded == null) {
            return true;
        }
        String first = forwarded.split(",", -1)[0].strip();
        return first.equals("127.0.0.1") || first.equals("::1");
    }
}
