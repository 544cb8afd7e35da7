package dev.assay.identity.session;

import dev.assay.identity.User;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/** Sessions of people who signed on. Who they are and what they may do is read anew each time (AUTH-11). */
@Singleton
public class Sessions {
    /** The name of the cookie (AUTH-5). */
    public static final String COOKIE = "session";

    private final SessionCookie cookies;
    private final SessionRepository sessions;

    Sessions(SessionCookie cookies, SessionRepository sessions) {
        this.cookies = cookies;
        this.sessions = sessions;
    }

    /** Who is signed in with this value of the cookie (AUTH-3); one statement, none for a value that is not ours. */
    public Optional<User> user(String cookie) {
        return cookies.session(cookie, Instant.now()).flatMap(sessions::user).map(UserRow::user);
    }
}
