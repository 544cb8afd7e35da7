package dev.assay.operator.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The head and the tail of a log, within 64 KiB; what is between is only counted. */
final class Excerpt {
    private static final int HEAD = 16 * 1024;
    private static final int TAIL = 48 * 1024;
    private static final int PART = 8 * 1024;

    private Excerpt() {}

    /** Reads to the end, or as far as {@code most} bytes; memory holds head and tail only. */
    static String of(InputStream log, long most) throws IOException {
        byte[] head = log.readNBytes(HEAD);
        byte[] ring = new byte[TAIL];
        byte[] part = new byte[PART];
        long more = 0;
        int read = log.read(part);
        while (read >= 0 && head.length + more < most) {
            for (int i = 0; i < read; i++) {
                ring[(int) ((more + i) % TAIL)] = part[i];
            }
            more += read;
            read = log.read(part);
        }
        return clean(text(head) + middle(more) + text(tail(ring, more)));
    }

    private static String middle(long more) {
        return more > TAIL ? "\n[… " + (more - TAIL) + " bytes left out …]\n" : "";
    }

    private static byte[] tail(byte[] ring, long more) {
        if (more <= TAIL) {
            return Arrays.copyOf(ring, (int) more);
        }
        int start = (int) (more % TAIL);
        byte[] tail = new byte[TAIL];
        System.arraycopy(ring, start, tail, 0, TAIL - start);
        System.arraycopy(ring, 0, tail, TAIL - start, start);
        return tail;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Without the character that PostgreSQL cannot hold. */
    private static String clean(String text) {
        return text.replace('\0', '\uFFFD');
    }
}
