package dev.assay.identity.signon.oidc;

import dev.assay.identity.session.Sessions;
import io.micronaut.context.annotation.ConfigurationProperties;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Ties a browser's return from the provider to the sign-on that it began. The state in the address must be the one in the
 * browser's cookie, which we signed at most ten minutes ago, and must not have been used before. Nonce and code verifier are
 * derived from the state and our secret, so that the server need not store them or send them to the browser.
 */
@Singleton
class LoginStates {
    static final String COOKIE = "assay_oidc";

    private static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private final UsedStateRepository used;
    private final String secret;
    private final String flags;
    private final Clock clock;

    LoginStates(UsedStateRepository used, Signing signing, Sessions sessions, Clock clock) {
        this.clock = clock;
        this.used = used;
        this.secret = signing.secret();
        this.flags = "; Path=/v1/auth/oidc; HttpOnly; SameSite=lax" + (sessions.areHttpsOnly() ? "; Secure" : "");
    }

    /** @param secret {@code SESSIONS_SECRET} */
    @ConfigurationProperties("assay.sessions")
    record Signing(String secret) {}

    /**
     * A sign-on in progress.
     *
     * @param returnTo the page that the browser returns to at the end; empty if there is none
     */
    record Login(String state, String nonce, String verifier, String returnTo) {}

    /** The result of checking a browser's return. */
    sealed interface Return {
        record Expected(Login login) implements Return {}

        /** @param reason for the log */
        record Unexpected(String reason) implements Return {}
    }

    Login begin(String returnTo) {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return login(URL.encodeToString(bytes), returnTo);
    }

    /** The value of {@code Set-Cookie}. */
    String cookie(Login login) {
        String signed = login.state() + "." + clock.instant().getEpochSecond() + "."
                + URL.encodeToString(login.returnTo().getBytes(StandardCharsets.UTF_8));
        return COOKIE + "=" + signed + "." + mac("cookie", signed) + "; Max-Age=" + LIFETIME.toSeconds() + flags;
    }

    /** The value of {@code Set-Cookie} that makes browsers delete the cookie. */
    String noCookie() {
        return COOKIE + "=; Max-Age=0" + flags;
    }

    /** @param state the state in the address */
    Return resolve(Optional<String> cookie, String state) {
        String[] parts = cookie.orElse("").split("\\.", -1);
        if (parts.length != 4) {
            return new Return.Unexpected("the browser did not send our cookie");
        }
        String signed = parts[0] + "." + parts[1] + "." + parts[2];
        if (!isEqual(mac("cookie", signed), parts[3])) {
            return new Return.Unexpected("the cookie is not signed by us");
        }
        Instant now = clock.instant();
        if (Instant.ofEpochSecond(Long.parseLong(parts[1])).plus(LIFETIME).isBefore(now)) {
            return new Return.Unexpected("the sign-on began more than " + LIFETIME.toMinutes() + " minutes ago");
        }
        if (!isEqual(parts[0], state)) {
            return new Return.Unexpected("the state belongs to another browser");
        }
        used.forget();
        if (used.use(sha256(state), LIFETIME.toSeconds()) == 0) {
            return new Return.Unexpected("the state was used before");
        }
        String returnTo = new String(Base64.getUrlDecoder().decode(parts[2]), StandardCharsets.UTF_8);
        return new Return.Expected(login(state, returnTo));
    }

    private Login login(String state, String returnTo) {
        return new Login(state, mac("nonce", state), mac("verifier", state), returnTo);
    }

    private String mac(String purpose, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(
                    ("assay oidc " + purpose + " " + secret).getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return URL.encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isEqual(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
