package dev.assay.collect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** The text of a log: whole, or its head and its tail with a line between them that says how much is missing. */
final class LogExcerpt {
    /** Sequences for colours and cursor movements of a terminal (ECMA-48). */
    private static final Pattern ESCAPES = Pattern.compile("\\x1b\\[[0-9;?]*[ -/]*[@-~]");
    /** Other control characters, which no page shows. NUL is among them, which PostgreSQL cannot store. */
    private static final Pattern CONTROLS = Pattern.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]");

    private LogExcerpt() {}

    /** @param limit the most bytes to keep of the file; more than that is left out in the middle */
    static String of(SeekableByteChannel file, int limit) throws IOException {
        long size = file.size();
        if (size <= limit) {
            return text(read(file, 0, (int) size));
        }
        byte[] head = read(file, 0, limit / 2);
        byte[] tail = read(file, size - limit / 2, limit / 2);
        int headEnd = wholeEnd(head);
        int tailStart = wholeStart(tail);
        long missing = size - headEnd - (tail.length - tailStart);
        return text(slice(head, 0, headEnd))
                + String.format(Locale.ROOT, "\n… %,d bytes left out …\n", missing)
                + text(slice(tail, tailStart, tail.length));
    }

    private static String text(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8).replace("\r\n", "\n");
        return CONTROLS.matcher(ESCAPES.matcher(text).replaceAll("")).replaceAll("\ufffd");
    }

    private static byte[] slice(byte[] bytes, int from, int to) {
        byte[] slice = new byte[to - from];
        System.arraycopy(bytes, from, slice, 0, slice.length);
        return slice;
    }

    /** The position after the last complete UTF-8 character. */
    private static int wholeEnd(byte[] bytes) {
        int start = bytes.length;
        for (int back = 1; back <= 4 && back <= bytes.length; back++) {
            byte b = bytes[bytes.length - back];
            if ((b & 0xc0) != 0x80) {
                int length = b >= 0 ? 1 : (b & 0xe0) == 0xc0 ? 2 : (b & 0xf0) == 0xe0 ? 3 : 4;
                start = length > back ? bytes.length - back : bytes.length;
                break;
            }
        }
        return start;
    }

    private static int wholeStart(byte[] bytes) {
        int start = 0;
        while (start < 4 && start < bytes.length && (bytes[start] & 0xc0) == 0x80) {
            start++;
        }
        return start;
    }

    private static byte[] read(SeekableByteChannel file, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        file.position(position);
        while (buffer.hasRemaining() && file.read(buffer) >= 0) {
            // Until it is full, or the file became shorter
        }
        return slice(buffer.array(), 0, buffer.position());
    }
}
