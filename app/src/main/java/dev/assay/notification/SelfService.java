package dev.assay.notification;

import dev.assay.access.Access;
import dev.assay.access.Caller;
import dev.assay.access.User;
import dev.assay.web.Fault;
import dev.assay.web.Problem;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Gives controllers the user for operations on the caller's own things, and refuses callers that are not a user (section 1.1
 * of auth.md).
 */
@Singleton
public class SelfService {
    private static final String HINT = "Sign in: send the session's cookie and X-CSRF-Token";

    private final Access access;

    SelfService(Access access) {
        this.access = access;
    }

    /** The user, for reads. Empty if the caller is not a user and {@code REQUIRE_AUTHENTICATION} is off. */
    public Optional<User> reader(Caller caller) {
        return caller.user() == null && !access.isAuthenticationRequired()
                ? Optional.empty()
                : Optional.of(owner(caller));
    }

    /** The user; an error for callers that are not a user. */
    public User owner(Caller caller) {
        User user = caller.user();
        if (user != null) {
            return user;
        }
        throw caller.application() == null
                ? new Fault(Problem.NOT_AUTHENTICATED, "Not authenticated", HINT)
                : new Fault(Problem.FORBIDDEN, "Forbidden", HINT);
    }
}
