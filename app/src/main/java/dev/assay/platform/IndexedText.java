package dev.assay.platform;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Limits in bytes of UTF-8 for texts that a database index covers. A row of an index holds 2,704 bytes of all its columns together;
 * a longer one is a database error that does not name the field. A text of at most 200 characters needs no such limit, unless
 * several of them share an index: then the limits leave room for at least 200 ASCII characters in each.
 */
public final class IndexedText {
    /** A text that is alone in an index, such as the name of a case. */
    public static final int ALONE = 2_600;
    /** The version of an artefact. */
    public static final int VERSION = 600;
    /** The track of an artefact. */
    public static final int TRACK = 600;
    /** The branch of an artefact. */
    public static final int BRANCH = 600;
    /** The series of an artefact. */
    public static final int SERIES = 400;
    /** The repository of an artefact. */
    public static final int REPO = 400;
    /** The source of an artefact. */
    public static final int SOURCE = 400;
    /** A criterion of a matching rule, except the name. */
    public static final int CRITERION = 224;

    private static final String MARK = "…sha256:";
    private static final int DIGITS = 16;
    private static final int ENDING = 2 + MARK.length() + DIGITS;

    private IndexedText() {}

    /** The number of bytes. */
    public static int length(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            bytes += bytes(text.charAt(i));
        }
        return bytes;
    }

    public static boolean fits(String text, int most) {
        return text.length() <= most && (text.length() <= most / 3 || length(text) <= most);
    }

    /**
     * The text if it fits; otherwise its beginning with a hash of the whole, so that equal texts stay equal and different texts
     * stay different.
     *
     * @param most bytes, enough for the hash
     */
    public static String shortened(String text, int most) {
        if (fits(text, most)) {
            return text;
        }
        int kept = 0;
        for (int bytes = 0; ; kept++) {
            bytes += bytes(text.charAt(kept));
            if (bytes > most - ENDING) {
                break;
            }
        }
        if (Character.isLowSurrogate(text.charAt(kept))) {
            kept--;
        }
        return text.substring(0, kept)
                + MARK
                + HexFormat.of().formatHex(sha256(text)).substring(0, DIGITS);
    }

    /** Half of a pair of surrogates counts as two bytes, because the pair takes four. */
    private static int bytes(char c) {
        if (c < 0x80) {
            return 1;
        }
        return c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
