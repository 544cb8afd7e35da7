package dev.assay.identity.application;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * An API key in clear: {@code to_} and 32 random bytes in URL-safe base64 (APP-1). Only its hash is stored. A plain SHA-256
 * is enough, because 256 random bits cannot be guessed.
 */
record ApiKey(String text) {
    private static final String HASHED = "sha256:";
    /** Prefix of the value that is stored for an application without a key. Such a value is never accepted as a key. */
    private static final String NONE = "none:";

    private static final SecureRandom RANDOM = new SecureRandom();

    static ApiKey random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return new ApiKey("to_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /**
     * The key that a caller sent. Empty for a text that looks like a stored value: a copy of the database must not give access
     * to the API.
     *
     * @param text the text after {@code Bearer}
     */
    static Optional<ApiKey> shown(String text) {
        boolean usable = !text.startsWith(HASHED) && !text.startsWith(NONE) && text.indexOf('\0') < 0;
        return usable ? Optional.of(new ApiKey(text)) : Optional.empty();
    }

    /**
     * A value to store for an application without a key. It is unique, because the column requires it, and not the hash of a
     * key.
     */
    static String none() {
        return NONE + UUID.randomUUID();
    }

    String hash() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HASHED + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "ApiKey[…]";
    }
}
