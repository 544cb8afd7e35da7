package dev.assay.identity.session;

import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The value of the cookie {@code session} (AUTH-5a): {@code P.T.S} with the session's id as JSON in base64, the time of
 * signing and an HMAC of both. Users' browsers already have cookies in this format, so it is kept, including SHA-1, which is
 * still safe in an HMAC.
 */
@Singleton
class SessionCookie {
    static final Duration LIFETIME = Duration.ofDays(14);

    private static final String SALT = "itsdangerous.Signer" + "signer";
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private final boolean usable;
    private final SecretKeySpec key;
    private final JsonMapper json;

    SessionCookie(SessionSettings settings, JsonMapper json) {
        this.usable = !settings.secret().isBlank();
        this.key = key(settings.secret());
        this.json = json;
    }

    /** The id of the session; empty unless the value was signed with our secret at most 14 days ago, and not in the future. */
    Optional<Integer> session(String value, Instant now) {
        int last = value.lastIndexOf('.');
        int middle = value.lastIndexOf('.', last - 1);
        if (!usable || middle < 0 || !isSigned(value.substring(0, last), value.substring(last + 1))) {
            return Optional.empty();
        }
        // The signature is valid, so the content was written by this server, or by another that knows the secret
        try {
            byte[] time = Base64.getUrlDecoder().decode(value.substring(middle + 1, last));
            BigInteger age = BigInteger.valueOf(now.getEpochSecond()).subtract(new BigInteger(1, time));
            boolean valid = age.signum() >= 0 && age.compareTo(BigInteger.valueOf(LIFETIME.toSeconds())) <= 0;
            return valid ? id(Base64.getDecoder().decode(value.substring(0, middle))) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The cookie's value for a session that begins now. */
    String sign(int session, Instant now) {
        String payload = Base64.getEncoder().encodeToString(ascii("{\"id\": " + session + "}"));
        byte[] time = BigInteger.valueOf(now.getEpochSecond()).toByteArray();
        int leading = time[0] == 0 ? 1 : 0;
        String signed = payload + "." + URL.encodeToString(Arrays.copyOfRange(time, leading, time.length));
        return signed + "." + signature(signed);
    }

    private boolean isSigned(String text, String signature) {
        return MessageDigest.isEqual(ascii(signature(text)), signature.getBytes(StandardCharsets.UTF_8));
    }

    private String signature(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(key);
            return URL.encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<Integer> id(byte[] payload) {
        try {
            JsonNode node = json.readValue(payload, JsonNode.class);
            JsonNode id = node != null && node.isObject() ? node.get("id") : null;
            return id != null && id.isNumber() && id.getNumberValue() instanceof Integer
                    ? Optional.of(id.getIntValue())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static SecretKeySpec key(String secret) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((SALT + secret).getBytes(StandardCharsets.UTF_8));
            return new SecretKeySpec(digest, "HmacSHA1");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
