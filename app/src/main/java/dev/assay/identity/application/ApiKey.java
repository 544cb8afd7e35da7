package dev.assay.identity.application;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * An API key as its holder knows it: {@code to_} and 32 random bytes in URL-safe base64 (APP-1). Only its hash is
 * stored. A plain SHA-256 does: there is nothing to guess in 256 random bits.
 */
record ApiKey(String text) {
    private static final String HASHED = "sha256:";
    private static final SecureRandom RANDOM = new SecureRandom();

    static ApiKey random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return new ApiKey("to_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /**
     * Exactly two words, the first {@code Bearer} (AUTH-2). A text that looks like a stored hash is no key: a copy of the
     * database must not open the API.
     */
    static Optional<ApiKey> bearer(String authorization) {
        String[] words = authorization.strip().split("\\s+");
        boolean usable = words.length == 2 && words[0].equals("Bearer") && !words[1].startsWith(HASHED);
        return usable && words[1].indexOf('\0') < 0 ? Optional.of(new ApiKey(words[1])) : Optional.empty();
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
