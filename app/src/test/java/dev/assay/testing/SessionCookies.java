package dev.assay.testing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Values of the session cookie, written after the contract (AUTH-5a) and not with the application's own code. */
public final class SessionCookies {
    /** The secret of servers without another one in their settings. */
    public static final String SECRET = "signs what tests sign";

    private SessionCookies() {}

    /** A cookie for a session that begins now. */
    public static String sign(int session) {
        return sign("{\"id\": %d}".formatted(session), Instant.now().getEpochSecond(), SECRET);
    }

    /** @param time Unix seconds, written as four bytes */
    public static String sign(String payload, long time, String secret) {
        String signed = base64(Base64.getEncoder(), payload.getBytes(StandardCharsets.UTF_8))
                + "."
                + base64(
                        Base64.getUrlEncoder().withoutPadding(),
                        ByteBuffer.allocate(4).putInt((int) time).array());
        try {
            byte[] key = MessageDigest.getInstance("SHA-1")
                    .digest(("itsdangerous.Signersigner" + secret).getBytes(StandardCharsets.UTF_8));
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
            byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64(Base64.getUrlEncoder().withoutPadding(), signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(Base64.Encoder encoder, byte[] bytes) {
        return encoder.encodeToString(bytes);
    }
}
