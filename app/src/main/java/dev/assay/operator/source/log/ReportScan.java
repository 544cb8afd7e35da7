package dev.assay.operator.source.log;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds JUnit XML documents among other lines of a log, in one pass and with bounded memory. A document begins at its XML
 * declaration or at {@code <testsuites>} or {@code <testsuite>}, and ends with the end of that element. Comments, CDATA
 * sections and a DOCTYPE are skipped. Text that begins like a document and never ends counts only if it holds a test case, because log lines
 * often mention elements.
 */
public final class ReportScan {
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_INSTRUCTION = 1024;
    private static final int END = -1;

    private final InputStream in;
    private final List<Found> found = new ArrayList<>();
    private long position;
    private int pushedBack = END;
    /** The position of an XML declaration that only white space and comments have followed so far; {@link #END} for none. */
    private long declared = END;

    private long start;
    private @Nullable String root;
    private int depth;
    private boolean hasCases;

    /*     * A document in the log.
     *
     * @param from the position of its first byte
     * @param to the position after its last byte
     * @param whole false if its end is missing
     */
    public record Found(long from, long to, boolean whole) {}

    private ReportScan(InputStream in) {
        this.in = in;
    }

    /** Reads the stream to its end and returns the documents in their order. The stream should be buffered. */
    public static List<Found> of(InputStream in) throws IOException {
        ReportScan scan = new ReportScan(in);
        scan.run();
        return List.copyOf(scan.found);
    }

    private void run() throws IOException {
        for (int c = read(); c != END; c = read()) {
            if (c == '<') {
                markup(position - 1);
            } else if (!isSpace(c)) {
                declared = root == null ? END : declared;
            }
        }
        abandon(position);
    }

    private void markup(long at) throws IOException {
        int c = read();
        switch (c) {
            case '?' -> instruction(at);
            case '!' -> {
                if (root != null || declared != END) {
                    commentOrData();
                }
            }
            case '/' -> endTag(name(read()));
            default -> {
                if (Character.isLetter(c)) {
                    startTag(at, name(c));
                } else {
                    unread(c);
                }
            }
        }
    }

    private void instruction(long at) throws IOException {
        String name = name(read());
        int length = 0;
        int last = 0;
        for (int c = read(); c != END; c = read()) {
            if (last == '?' && c == '>') {
                if (name.equals("xml")) {
                    // A declaration begins a new document: the one before has no end
                    abandon(at);
                    declared = at;
                }
                return;
            }
            if (c == '<' || length++ > LONGEST_INSTRUCTION) {
                unread(c);
                return;
            }
            last = c;
        }
    }

    private void commentOrData() throws IOException {
        int c = read();
        if (c == '-') {
            c = read();
            if (c == '-') {
                skipPast("-->");
                return;
            }
        } else if (c == 'D' && root == null) {
            documentType();
            return;
        } else if (c == '[') {
            String name = name(read());
            c = read();
            if (name.equals("CDATA") && c == '[') {
                skipPast("]]>");
                return;
            }
        }
        unread(c);
    }

    /** Skips a DOCTYPE between a declaration and its root element. It may define entities in brackets. */
    private void documentType() throws IOException {
        int quote = END;
        boolean brackets = false;
        int length = 0;
        for (int c = read(); c != END; c = read()) {
            if (quote != END) {
                quote = c == quote ? END : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '[' || c == ']') {
                brackets = c == '[';
            } else if (c == '>' && !brackets) {
                return;
            }
            if (length++ > LONGEST_INSTRUCTION) {
                // Not one of a result file
                declared = END;
                return;
            }
        }
    }

    private void startTag(long at, String name) throws IOException {
        switch (name) {
            case "testsuites", "testsuite" -> {
                if (root != null && name.equals("testsuites")) {
                    // testsuites is always the root element: the document before has no end
                    abandon(at);
                }
                suite(declared == END ? at : declared, name, isEmptyElement());
            }
            case "testcase" -> hasCases = hasCases || root != null;
            default -> declared = root == null ? END : declared;
        }
    }

    private void suite(long from, String name, @Nullable Boolean empty) {
        if (empty == null) {
            return;
        }
        if (root == null) {
            start = from;
            root = name;
            depth = 0;
            hasCases = false;
        }
        if (name.equals(root) && !empty) {
            depth++;
        } else if (depth == 0) {
            complete();
        }
    }

    private void endTag(String name) throws IOException {
        int c = read();
        while (isSpace(c)) {
            c = read();
        }
        if (c != '>') {
            unread(c);
        } else if (name.equals(root) && --depth == 0) {
            complete();
        }
    }

    private void complete() {
        found.add(new Found(start, position, true));
        root = null;
        declared = END;
    }

    private void abandon(long at) {
        if (root != null && hasCases) {
            found.add(new Found(start, at, false));
        }
        root = null;
        declared = END;
    }

    /** Reads a start tag to its end; true if the element is empty, null if this is not a start tag after all. */
    private @Nullable Boolean isEmptyElement() throws IOException {
        int quote = END;
        int last = 0;
        for (int c = read(); c != END; c = read()) {
            if (c == '<') {
                unread(c);
                return null;
            }
            if (quote != END) {
                quote = c == quote ? END : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '>') {
                return last == '/';
            }
            last = c;
        }
        return null;
    }

    /** Reads a name and returns it without its prefix; the next read returns the character after the name. */
    private String name(int first) throws IOException {
        StringBuilder name = new StringBuilder();
        int c = first;
        while (c != END && (Character.isLetterOrDigit(c) || c == ':' || c == '-' || c == '_' || c == '.')) {
            if (c == ':') {
                name.setLength(0);
            } else if (name.length() < LONGEST_NAME) {
                name.append((char) c);
            }
            c = read();
        }
        unread(c);
        return name.toString();
    }

    private void skipPast(String end) throws IOException {
        int matched = 0;
        for (int c = read(); c != END; c = read()) {
            if (c == end.charAt(matched)) {
                matched++;
            } else if (matched == 2 && c == end.charAt(0) && end.charAt(1) == c) {
                // ]]]> and --->: the last two still match
                matched = 2;
            } else {
                matched = c == end.charAt(0) ? 1 : 0;
            }
            if (matched == end.length()) {
                return;
            }
        }
    }

    private int read() throws IOException {
        int c = pushedBack;
        if (c != END) {
            pushedBack = END;
        } else {
            c = in.read();
        }
        if (c != END) {
            position++;
        }
        return c;
    }

    private void unread(int c) {
        if (c != END) {
            pushedBack = c;
            position--;
        }
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }
}
