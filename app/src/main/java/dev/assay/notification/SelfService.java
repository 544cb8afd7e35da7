package dev.assay.notification;

import dev.assay.access.Access;
import dev.assay.access.Caller;
import dev.assay.access.User;
import dev.assay.web.Fault;
import dev.assay.web.Problem;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Whose things an operation on one's own is about, or the refusal of who is nobody (section 1.1 of auth.md). For controllers. */
@Singleton
public class SelfService {
    private static final String HINT = "Sign in: send the session's cookie and X-CSRF-Token";

    private final Access access;

    SelfService(Access access) {
        this.access = access;
    }

    /** For reads: empty for whom {@code REQUIRE_AUTHENTICATION} lets pass without being a person. */
    public Optional<User> reader(Caller caller) {
        return caller.user() == null && !access.isAuthenticationRequired()
                ? Optional.empty()
                : Optional.of(owner(caller));
    }

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
