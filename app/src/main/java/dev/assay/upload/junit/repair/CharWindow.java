package dev.assay.upload.junit.repair;

import java.io.IOException;
import java.io.Reader;

/** A text of which some characters ahead are seen before they are taken. It counts lines. */
final class CharWindow {
    /** The most characters that can be seen ahead. */
    static final int AHEAD = 1_024;

    private static final int SIZE = 16 << 10;

    private final Reader in;
    final char[] chars = new char[SIZE];
    /** The next character that is not yet taken. */
    int position;
    /** The end of the characters that are in memory. */
    int limit;

    private char before;
    private int line = 1;
    private long dropped;
    private long lineStart;
    private boolean ended;

    CharWindow(Reader in) {
        this.in = in;
    }

    /** True if so many characters are ahead; false if the text ends before. */
    boolean has(int count) throws IOException {
        while (limit - position < count) {
            if (ended) {
                return false;
            }
            if (position > SIZE - AHEAD || position > 0 && position == limit) {
                before = chars[position - 1];
                System.arraycopy(chars, position, chars, 0, limit - position);
                dropped += position;
                limit -= position;
                position = 0;
            }
            int read = in.read(chars, limit, SIZE - limit);
            ended = read < 0;
            limit += Math.max(read, 0);
        }
        return true;
    }

    /** A character ahead; 0 after the end. */
    char peek(int ahead) throws IOException {
        return has(ahead + 1) ? chars[position + ahead] : 0;
    }

    boolean startsWith(String text) throws IOException {
        if (!has(text.length())) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (chars[position + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The characters ahead, as many as there are up to this number. */
    String ahead(int count) throws IOException {
        has(count);
        return new String(chars, position, Math.min(count, limit - position));
    }

    /** The character before this index. */
    char before(int index) {
        return index > 0 ? chars[index - 1] : before;
    }

    /** Takes a character; there must be one. */
    char take() {
        char c = chars[position];
        if (c == '\n' || c == '\r') {
            lineBreak(position);
        }
        position++;
        return c;
    }

    void take(int count) {
        for (int i = 0; i < count; i++) {
            take();
        }
    }

    /** Counts the line break at this index, which is taken next. The two characters of Windows are one break. */
    void lineBreak(int index) {
        if (chars[index] == '\r' || before(index) != '\r') {
            line++;
        }
        lineStart = dropped + index + 1;
    }

    int line() {
        return line;
    }

    int column() {
        return (int) Math.min(Integer.MAX_VALUE, taken() - lineStart + 1);
    }

    /** The number of characters that were taken. */
    long taken() {
        return takenUpTo(position);
    }

    /** The number of characters before this index. */
    long takenUpTo(int index) {
        return dropped + index;
    }

    void close() throws IOException {
        in.close();
    }
}
