package dev.assay.identity.session;

import dev.assay.access.User;
import dev.assay.database.AuditContext;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sessions of people who signed on. Who they are and what they may do is read anew each time (AUTH-11). */
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

    /** Whether there is a secret to sign cookies with; without one nobody can be signed in. */
    public boolean areUsable() {
        return usable;
    }

    /** Whether browsers reach this server over HTTPS, and send it cookies over nothing else (CONF-21). */
    public boolean areHttpsOnly() {
        return httpsOnly;
    }

    /**
     * Begins a session of 14 days for a user; others of the same user go on (SAML-7).
     *
     * @return the value of {@code Set-Cookie} (AUTH-5)
     */
    public String begin(int userId) {
        long seconds = SessionCookie.LIFETIME.toSeconds();
        int session = sessions.insert(userId, seconds);
        return COOKIE + "=" + cookies.sign(session, clock.instant()) + "; Path=/; Max-Age=" + seconds + flags;
    }

    /**
     * Ends the session of this value of the cookie, if it is one; the row goes, so the value serves nobody any more (A9).
     *
     * @return the value of {@code Set-Cookie} that makes browsers forget it
     */
    public String end(@Nullable String cookie) {
        if (cookie != null) {
            cookies.session(cookie, clock.instant()).ifPresent(this::delete);
        }
        return COOKIE + "=null; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT" + flags;
    }

    /** Who is signed in with this value of the cookie (AUTH-3); one statement, none for a value that is not ours. */
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
