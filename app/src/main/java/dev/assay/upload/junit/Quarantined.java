package dev.assay.upload.junit;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A record of a file that could not be taken as a result. The file is stored without it.
 *
 * @param line where it begins in the file, from 1
 * @param reason a sentence that says why it was not taken
 * @param text the record, cut to {@link #TEXT_BYTES}
 */
public record Quarantined(int line, String reason, String text) {
    /** The most bytes in UTF-8 that are kept of the text. */
    public static final int TEXT_BYTES = 4 << 10;

    public Quarantined {
        text = cut(text);
    }

    /** The beginning of the text that fits; never half of a character. */
    private static String cut(String text) {
        CharBuffer rest = CharBuffer.wrap(text);
        StandardCharsets.UTF_8.newEncoder().encode(rest, ByteBuffer.allocate(TEXT_BYTES), true);
        return text.substring(0, rest.position());
    }
}
