package dev.assay.upload.junit;

import java.io.Writer;
import java.util.Locale;

/**
 * Keeps a text of any length in bounded memory. Up to {@code limit} characters it keeps all of it, beyond that its head
 * and its tail, with a line between them that says how many characters are missing. Blank lines around the text are
 * dropped.
 */
public final class Excerpt extends Writer {
    private final int half;
    private final StringBuilder head = new StringBuilder();
    private final StringBuilder tail = new StringBuilder();
    private boolean headClosed;
    private long leftOut;

    /** @param limit the largest number of characters of head and tail together */
    public Excerpt(int limit) {
        this.half = limit / 2;
    }

    @Override
    public void write(char[] chars, int offset, int length) {
        int toHead = headClosed ? 0 : Math.min(length, half - head.length());
        head.append(chars, offset, toHead);
        if (toHead < length) {
            headClosed = true;
            tail.append(chars, offset + toHead, length - toHead);
            // Cut only at twice the size, so that a character is moved once on average
            if (tail.length() > 2 * half) {
                cutTail();
            }
        }
    }

    @Override
    public void write(String text) {
        write(text.toCharArray(), 0, text.length());
    }

    /** Adds the other text. Characters that it left out count as left out here, too. */
    void add(Excerpt other) {
        other.settle();
        write(other.head.toString());
        if (other.leftOut > 0) {
            headClosed = true;
            leftOut += tail.length() + other.leftOut;
            tail.setLength(0);
        }
        write(other.tail.toString());
    }

    /** Begins a new line, unless the text is empty or a line has just begun. Indentation of such a line is removed. */
    void newLine() {
        StringBuilder last = tail.isEmpty() ? head : tail;
        int end = last.length();
        while (end > 0 && (last.charAt(end - 1) == ' ' || last.charAt(end - 1) == '\t')) {
            end--;
        }
        if (end > 0 && last.charAt(end - 1) == '\n') {
            last.setLength(end);
        } else if (!last.isEmpty()) {
            write("\n");
        }
    }

    boolean isEmpty() {
        return head.isEmpty() && tail.isEmpty() && leftOut == 0;
    }

    /** True if the text is longer than the limit, so that its middle is left out. */
    boolean isShortened() {
        return leftOut > 0 || tail.length() > half;
    }

    boolean isBlank() {
        return leftOut == 0 && isBlank(head) && isBlank(tail);
    }

    private static boolean isBlank(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isWhitespace(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** True if the kept head begins with the text. */
    boolean beginsWith(String text) {
        settle();
        return head.indexOf(text) == 0;
    }

    boolean headContains(String text) {
        return head.indexOf(text) >= 0;
    }

    @Override
    public String toString() {
        settle();
        if (leftOut == 0) {
            return head.toString() + tail;
        }
        return head + String.format(Locale.ROOT, "\n… %,d characters left out …\n", leftOut) + tail;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    private void cutTail() {
        int excess = tail.length() - half;
        if (excess > 0) {
            leftOut += excess;
            tail.delete(0, excess);
        }
    }

    private void settle() {
        cutTail();
        if (leftOut > 0) {
            dropHalvesOfPairs();
        }
        int text = 0;
        int lineStart = 0;
        while (text < head.length() && Character.isWhitespace(head.charAt(text))) {
            if (head.charAt(text++) == '\n') {
                lineStart = text;
            }
        }
        head.delete(0, lineStart);
        stripEnd(tail);
        if (tail.isEmpty() && leftOut == 0) {
            stripEnd(head);
        }
    }

    /** Removes half characters at the cut. Half of a character beyond U+FFFF cannot be stored in the database. */
    private void dropHalvesOfPairs() {
        if (!head.isEmpty() && Character.isHighSurrogate(head.charAt(head.length() - 1))) {
            head.setLength(head.length() - 1);
            leftOut++;
        }
        if (!tail.isEmpty() && Character.isLowSurrogate(tail.charAt(0))) {
            tail.deleteCharAt(0);
            leftOut++;
        }
    }

    private static void stripEnd(StringBuilder text) {
        int end = text.length();
        while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        text.setLength(end);
    }
}
