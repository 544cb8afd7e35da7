package dev.assay.upload.junit;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/**
 * A file that is never in memory as a whole: a beginning, {@code count} pieces, which are generated when they are read,
 * and an end.
 */
public final class RepeatedText extends InputStream {
    private final int count;
    private final IntFunction<String> piece;
    private final String end;
    private byte[] current;
    private int position;
    private int made;

    public RepeatedText(String begin, int count, IntFunction<String> piece, String end) {
        this.count = count;
        this.piece = piece;
        this.end = end;
        this.current = begin.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        while (position == current.length) {
            if (made > count) {
                return -1;
            }
            String text = made == count ? end : piece.apply(made);
            made++;
            current = text.getBytes(StandardCharsets.UTF_8);
            position = 0;
        }
        int read = Math.min(length, current.length - position);
        System.arraycopy(current, position, bytes, offset, read);
        position += read;
        return read;
    }
}
