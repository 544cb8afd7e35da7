package dev.assay.access;

import io.micronaut.http.HttpRequest;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, as far as the credentials are valid. With invalid ones the caller is anonymous; they are never an error
 * (AUTH-1).
 *
 * @param application the application whose credential was presented; null for none
 * @param user the person who is signed in; null for none. One request may have both
 */
public record Caller(
        @Nullable Application application, @Nullable User user) {

    private static final String ATTRIBUTE = "assay.caller";

    /** The caller of this request, once its permission is checked; empty for routes that need no caller. */
    public static Optional<Caller> of(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, Caller.class);
    }

    /** Records this caller as the sender of the request. */
    public void sent(HttpRequest<?> request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    public boolean isSomebody() {
        return application != null || user != null;
    }

    /** The permissions that application and user hold together, without those that everybody holds (AUTH-10). */
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
     * Stable text that distinguishes callers, for data that is kept per caller: {@code user:4}, otherwise {@code application:7},
     * otherwise {@code anonymous}.
     */
    public String principal() {
        if (user != null) {
            return "user:" + user.id();
        }
        return application == null ? "anonymous" : "application:" + application.id();
    }

    /** The person's e-mail, otherwise the application's name, otherwise empty. */
    public String name() {
        if (user != null) {
            return user.email();
        }
        return application == null ? "" : application.name();
    }

    /** The name. For an application that sent a token, it is followed in brackets by the service account and the pod. */
    public String nameAndWorkload() {
        return user == null && application != null && !application.workload().isEmpty()
                ? name() + " (" + application.workload() + ")"
                : name();
    }
}
