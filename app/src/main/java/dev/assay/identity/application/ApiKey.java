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
 * An API key as its holder knows it: {@code to_} and 32 random bytes in URL-safe base64 (APP-1). Only its hash is
 * stored. A plain SHA-256 does: there is nothing to guess in 256 random bits.
 */
record ApiKey(String text) {
    private static final String HASHED = "sha256:";
    /** What stands in place of a hash where there is no key; nobody can show it. */
    private static final String NONE = "none:";

    private static final SecureRandom RANDOM = new SecureRandom();

    static ApiKey random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return new ApiKey("to_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /**
     * A text that looks like what is stored is no key: a copy of the database must not open the API.
     *
     * @param text what stands behind {@code Bearer}
     */
    static Optional<ApiKey> shown(String text) {
        boolean usable = !text.startsWith(HASHED) && !text.startsWith(NONE) && text.indexOf('\0') < 0;
        return usable ? Optional.of(new ApiKey(text)) : Optional.empty();
    }

    /** Unique, as the column wants it; no key's hash. */
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
