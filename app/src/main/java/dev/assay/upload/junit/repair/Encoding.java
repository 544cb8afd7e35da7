package dev.assay.upload.junit.repair;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The encoding of a file by its first bytes: a byte order mark is believed first, then zero bytes, then the
 * declaration.
 *
 * @param mark the length of the byte order mark in bytes
 * @param repair what is done instead of what the file declares; null if they agree
 */
record Encoding(Charset charset, int mark, @Nullable String repair) {
    /** The number of bytes in which a declaration is looked for. */
    static final int LOOKED_AT = 1_024;

    private static final Charset UTF_32LE = Charset.forName("UTF-32LE");
    private static final Charset UTF_32BE = Charset.forName("UTF-32BE");
    private static final String BEGINNING = "<?xml";
    private static final Pattern DECLARED =
            Pattern.compile("<\\?xml\\s(?:[^<>]*?\\s)?encoding\\s*=\\s*(?:\"([^\"<>]*)\"|'([^'<>]*)')");

    /** @param head the first bytes of the file */
    static Encoding of(ByteBuffer head) {
        int first = unsigned(head, 0) << 24 | unsigned(head, 1) << 16 | unsigned(head, 2) << 8 | unsigned(head, 3);
        Encoding seen = byMark(first, head.remaining());
        if (seen == null) {
            seen = byZeros(first, head.remaining());
        }
        return seen == null ? declared(head) : compared(seen, head);
    }

    private static @Nullable Encoding byMark(int first, int length) {
        if (length >= 4 && first == 0x0000FEFF) {
            return new Encoding(UTF_32BE, 4, null);
        }
        if (length >= 4 && first == 0xFFFE0000) {
            return new Encoding(UTF_32LE, 4, null);
        }
        if (length >= 2 && first >>> 16 == 0xFEFF) {
            return new Encoding(StandardCharsets.UTF_16BE, 2, null);
        }
        if (length >= 2 && first >>> 16 == 0xFFFE) {
            return new Encoding(StandardCharsets.UTF_16LE, 2, null);
        }
        return length >= 3 && first >>> 8 == 0xEFBBBF ? new Encoding(StandardCharsets.UTF_8, 3, null) : null;
    }

    private static @Nullable Encoding byZeros(int first, int length) {
        if (length < 4) {
            return null;
        }
        int zeros = (first >>> 24 == 0 ? 8 : 0)
                | ((first >>> 16 & 0xFF) == 0 ? 4 : 0)
                | ((first >>> 8 & 0xFF) == 0 ? 2 : 0)
                | ((first & 0xFF) == 0 ? 1 : 0);
        return switch (zeros) {
            case 0b1110 -> new Encoding(UTF_32BE, 0, null);
            case 0b0111 -> new Encoding(UTF_32LE, 0, null);
            case 0b1010 -> new Encoding(StandardCharsets.UTF_16BE, 0, null);
            case 0b0101 -> new Encoding(StandardCharsets.UTF_16LE, 0, null);
            default -> null;
        };
    }

    private static Encoding declared(ByteBuffer head) {
        String name = name(StandardCharsets.ISO_8859_1, head);
        if (name == null) {
            return new Encoding(StandardCharsets.UTF_8, 0, null);
        }
        Charset charset = charset(name);
        return charset != null && isReadableAsDeclared(charset)
                ? new Encoding(charset, 0, null)
                : new Encoding(StandardCharsets.UTF_8, 0, instead(name, StandardCharsets.UTF_8));
    }

    private static Encoding compared(Encoding seen, ByteBuffer head) {
        String name = name(seen.charset, head);
        if (name == null || seen.charset.name().startsWith(family(name))) {
            return seen;
        }
        return new Encoding(seen.charset, seen.mark, instead(name, seen.charset));
    }

    /** The name without the order of its bytes, which a file need not declare. */
    private static String family(String name) {
        Charset charset = charset(name);
        return charset == null ? name : charset.name();
    }

    private static String instead(String name, Charset charset) {
        return "The file declares the encoding '%s', which it does not have. It was read as %s."
                .formatted(name, charset.name());
    }

    private static @Nullable String name(Charset charset, ByteBuffer head) {
        Matcher declared = DECLARED.matcher(charset.decode(head.duplicate()));
        if (!declared.find()) {
            return null;
        }
        return declared.group(1) != null ? declared.group(1) : declared.group(2);
    }

    private static @Nullable Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** False for encodings in which the declaration would have other bytes than it has. */
    private static boolean isReadableAsDeclared(Charset charset) {
        return new String(BEGINNING.getBytes(StandardCharsets.US_ASCII), charset).equals(BEGINNING);
    }

    private static int unsigned(ByteBuffer head, int index) {
        return index < head.remaining() ? head.get(head.position() + index) & 0xFF : 0;
    }
}
