package dev.assay.operator.resource;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** Makes names that Kubernetes accepts. The same parts always give the same name. */
public final class Names {
    /**
     * The longest name of a Job. Its name becomes a label of its Pods (63 characters), and a Pod's name adds a dash and five
     * characters.
     */
    private static final int LONGEST = 57;

    private static final int DIGEST = 8;

    private Names() {}

    /**
     * A DNS label of at most 57 characters: the parts joined by dashes. If that is too long, or has characters that a name may
     * not have, it is cleaned and shortened and ends with a digest of the parts.
     */
    public static String of(String... parts) {
        String joined = String.join("-", parts);
        String clean = clean(joined);
        if (clean.equals(joined) && clean.length() <= LONGEST) {
            return clean;
        }
        int kept = Math.min(clean.length(), LONGEST - DIGEST - 1);
        return trimmed(clean.substring(0, kept)) + "-" + digest(parts);
    }

    /** A label's value for any text: the text itself if it is a valid value, otherwise a name made of it as by {@link #of}. */
    public static String label(String text) {
        return text.matches("([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?") ? text : of(text);
    }

    private static String clean(String text) {
        String clean = trimmed(text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-"));
        return clean.isEmpty() ? "x" : clean;
    }

    private static String trimmed(String text) {
        return text.replaceAll("^-+|-+$", "");
    }

    /** The first eight hexadecimal characters of a digest of these parts. */
    static String digest(String... parts) {
        String text = String.join("\0", parts);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
