package dev.assay.testing;

import java.util.SplittableRandom;

/** Texts of a length in bytes that no compression makes shorter: an index keeps what compresses well, however long. */
public final class LongText {
    private static final SplittableRandom RANDOM = new SplittableRandom(5);

    private LongText() {}

    /** Of so many bytes in UTF-8, mostly characters of four. */
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
