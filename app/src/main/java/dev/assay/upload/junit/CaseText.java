package dev.assay.upload.junit;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Collects the message and the output of one case from its elements. If one is longer than a limit, only its head and
 * tail are kept.
 */
final class CaseText {
    /** The limit of a message and of an output, in characters. */
    static final int LIMIT = 1 << 20;

    private final GuardedXml xml;
    private final int limit;
    private final Excerpt message;
    private final Excerpt systemOut;
    private final Excerpt systemErr;
    private final Excerpt labelled;

    CaseText(GuardedXml xml, int limit) {
        this.xml = xml;
        this.limit = limit;
        this.message = new Excerpt(limit);
        this.systemOut = new Excerpt(limit);
        this.systemErr = new Excerpt(limit);
        this.labelled = new Excerpt(limit);
    }

    /** Adds a failure, an error or the reason of a skip. */
    void addToMessage() throws IOException, BrokenReport {
        if (!message.isEmpty()) {
            message.write("\n\n");
        }
        explanation(message);
    }

    /** Adds an explanation that is not the result itself, with the name of its element as a heading. */
    void addToOutput(String label) throws IOException, BrokenReport {
        Excerpt text = new Excerpt(limit);
        explanation(text);
        section(labelled, label, text);
    }

    void addSystemOut() throws IOException, BrokenReport {
        systemOut.newLine();
        copyText(systemOut);
    }

    void addSystemErr() throws IOException, BrokenReport {
        systemErr.newLine();
        copyText(systemErr);
    }

    /** True if the middle of a text is left out. */
    boolean isShortened() {
        return message.isShortened() || systemOut.isShortened() || systemErr.isShortened() || labelled.isShortened();
    }

    @Nullable
    String message() {
        return message.isBlank() ? null : message.toString();
    }

    /**
     * The output. If there is only standard output or only standard error, it has no heading. Otherwise each part has
     * one.
     */
    @Nullable
    String output() {
        if (labelled.isBlank()) {
            if (systemErr.isBlank()) {
                return systemOut.isBlank() ? null : systemOut.toString();
            }
            if (systemOut.isBlank()) {
                return systemErr.toString();
            }
        }
        Excerpt all = new Excerpt(limit);
        section(all, "system-out", systemOut);
        section(all, "system-err", systemErr);
        if (!labelled.isBlank()) {
            if (!all.isEmpty()) {
                all.write("\n\n");
            }
            all.add(labelled);
        }
        return all.toString();
    }

    private static void section(Excerpt into, String label, Excerpt text) {
        if (text.isBlank()) {
            return;
        }
        if (!into.isEmpty()) {
            into.write("\n\n");
        }
        into.write("--- " + label + " ---\n");
        into.add(text);
    }

    /**
     * Copies type, message and text of the element that starts here. Type and message are left out if the text begins
     * with them, as it often does.
     */
    private void explanation(Excerpt into) throws IOException, BrokenReport {
        String type = xml.attribute("type");
        String words = xml.attribute("message");
        Excerpt body = new Excerpt(limit);
        copyText(body);
        into.write(prefix(type, words, body));
        into.add(body);
    }

    private static String prefix(@Nullable String type, @Nullable String words, Excerpt body) {
        String header = header(type, words);
        if (header == null || body.beginsWith(header)) {
            return "";
        }
        if (body.isBlank()) {
            return header;
        }
        if (type != null && body.beginsWith(type) && (words == null || body.headContains(words))) {
            return "";
        }
        return type != null && words != null && body.beginsWith(words) ? type + ": " : header + "\n";
    }

    private static @Nullable String header(@Nullable String type, @Nullable String words) {
        if (type == null || words == null) {
            return type == null ? words : type;
        }
        return words.startsWith(type) ? words : type + ": " + words;
    }

    /**
     * Copies all text up to the end of the element that starts here. The text of elements inside begins on a new line.
     */
    private void copyText(Excerpt into) throws IOException, BrokenReport {
        int depth = xml.depth();
        while (true) {
            switch (xml.next()) {
                case START -> into.newLine();
                case TEXT -> xml.text(into);
                case END -> {
                    if (xml.depth() == depth) {
                        return;
                    }
                }
                case END_OF_FILE -> throw new IllegalStateException("the parser saw an element that never ended");
            }
        }
    }
}
