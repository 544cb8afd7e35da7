package dev.assay.testing;

import java.util.SplittableRandom;

/** Texts of a length in bytes that cannot be compressed, because an index accepts any text that compresses well. */
public final class LongText {
    private static final SplittableRandom RANDOM = new SplittableRandom(5);

    private LongText() {}

    /** A text of so many bytes in UTF-8, mostly characters of four bytes. */
    public static String of(int bytes) {
        StringBuilder text = new StringBuilder("x".repeat(bytes % 4));
        synchronized (RANDOM) {
            for (int i = 0; i < bytes / 4; i++) {
                text.appendCodePoint(RANDOM.nextInt(0x20000, 0x2A6DF));
            }
        }
        return text.toString();
    }
}
