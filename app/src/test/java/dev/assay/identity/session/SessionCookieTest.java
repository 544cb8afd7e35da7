package dev.assay.identity.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.json.JsonMapper;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SessionCookieTest {
    private static final String VECTOR = "eyJpZCI6IDd9.awDjhw._LVUyjJJ0UlYruV2QCA6OKQEKcE";
    private static final Instant SIGNED = Instant.ofEpochSecond(1795220359);

    private final SessionCookie cookie =
            new SessionCookie(new SessionSettings("secret", true), JsonMapper.createDefault());

    @Test
    void itsFormatIsThatOfExistingCookies() { // AUTH-5a
        assertThat(cookie.sign(7, SIGNED)).isEqualTo(VECTOR);
    }

    @Test
    void itIsReadForFourteenDays() { // AUTH-3, AUTH-5a
        assertThat(cookie.session(VECTOR, SIGNED)).contains(7);
        assertThat(cookie.session(VECTOR, SIGNED.plus(SessionCookie.LIFETIME))).contains(7);
        assertThat(cookie.session(VECTOR, SIGNED.plus(SessionCookie.LIFETIME).plusSeconds(1)))
                .isEmpty();
        assertThat(cookie.session(VECTOR, SIGNED.minusSeconds(1))).isEmpty();
    }

    @Test
    void itsFirstByteMayBeLarge() { // AUTH-5a
        Instant in2040 = Instant.ofEpochSecond(0x8400_0000L);
        assertThat(cookie.session(cookie.sign(7, in2040), in2040)).contains(7);
        assertThat(cookie.sign(7, in2040)).startsWith("eyJpZCI6IDd9.hAAAAA.");
    }
}
