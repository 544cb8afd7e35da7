package dev.assay.identity.session;

import dev.assay.access.User;
import dev.assay.database.AuditContext;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sessions of users. The user and its permissions are read from the database for each request (AUTH-11). */
@Singleton
public class Sessions {
    /** The name of the cookie (AUTH-5). */
    public static final String COOKIE = "session";

    private final SessionCookie cookies;
    private final SessionRepository sessions;
    private final Clock clock;
    private final String flags;
    private final boolean usable;
    private final boolean httpsOnly;

    Sessions(SessionCookie cookies, SessionRepository sessions, SessionSettings settings, Clock clock) {
        this.clock = clock;
        this.cookies = cookies;
        this.sessions = sessions;
        this.flags = "; HttpOnly; SameSite=lax" + (settings.httpsOnly() ? "; Secure" : "");
        this.usable = !settings.secret().isBlank();
        this.httpsOnly = settings.httpsOnly();
    }

    /** True if there is a secret to sign cookies with. Without it, users cannot sign in. */
    public boolean areUsable() {
        return usable;
    }

    /** True if browsers must send cookies only over HTTPS (CONF-21). */
    public boolean areHttpsOnly() {
        return httpsOnly;
    }

    /**
     * Begins a session of 14 days for a user; the user's other sessions continue (SAML-7).
     *
     * @return the value of {@code Set-Cookie} (AUTH-5)
     */
    public String begin(int userId) {
        long seconds = SessionCookie.LIFETIME.toSeconds();
        int session = sessions.insert(userId, seconds);
        return COOKIE + "=" + cookies.sign(session, clock.instant()) + "; Path=/; Max-Age=" + seconds + flags;
    }

    /**
     * Ends the session of this cookie value, if there is one. The row is deleted, so the value cannot be used again (A9).
     *
     * @return the value of {@code Set-Cookie} that makes browsers delete the cookie
     */
    public String end(@Nullable String cookie) {
        if (cookie != null) {
            cookies.session(cookie, clock.instant()).ifPresent(this::delete);
        }
        return COOKIE + "=null; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT" + flags;
    }

    /** The user who is signed in with this cookie value (AUTH-3). Takes one statement, or none if we did not sign the value. */
    public Optional<User> user(String cookie) {
        return cookies.session(cookie, clock.instant()).flatMap(sessions::user).map(UserRow::user);
    }

    private void delete(int session) {
        sessions.user(session)
                .map(UserRow::user)
                .map(user -> new AuditContext("user:" + user.id(), user.email(), "sign off"))
                .orElseGet(() -> AuditContext.system("sign off"))
                .during(() -> sessions.delete(session));
    }
}
