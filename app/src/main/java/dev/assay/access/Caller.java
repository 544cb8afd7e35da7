package dev.assay.access;

import io.micronaut.http.HttpRequest;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, as far as the credentials resolve; bad ones make nobody of the caller, never an error (AUTH-1).
 *
 * @param application the application whose key was presented, null for none
 * @param user the person who is signed in, null for none; both may have sent one request
 */
public record Caller(
        @Nullable Application application, @Nullable User user) {

    private static final String ATTRIBUTE = "assay.caller";

    /** Who sent this request, once its permission is checked; empty for routes that ask for nobody. */
    public static Optional<Caller> of(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, Caller.class);
    }

    /** From here on, this caller sent the request. */
    public void sent(HttpRequest<?> request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    public boolean isSomebody() {
        return application != null || user != null;
    }

    /** What application and user hold together, without those that everybody holds (AUTH-10). */
    public Set<Permission> permissions() {
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        if (application != null) {
            permissions.addAll(application.permissions());
        }
        if (user != null) {
            permissions.addAll(user.permissions());
        }
        return permissions;
    }

    /**
     * Stable text that tells callers apart, for what is remembered per caller: {@code user:4}, else
     * {@code application:7}, else {@code anonymous}.
     */
    public String principal() {
        if (user != null) {
            return "user:" + user.id();
        }
        return application == null ? "anonymous" : "application:" + application.id();
    }

    /** The person's e-mail, else the application's name, else empty. */
    public String name() {
        if (user != null) {
            return user.email();
        }
        return application == null ? "" : application.name();
    }

    /** The name; behind an application's, in brackets, the service account whose token it showed, and the pod. */
    public String nameAndWorkload() {
        return user == null && application != null && !application.workload().isEmpty()
                ? name() + " (" + application.workload() + ")"
                : name();
    }
}
