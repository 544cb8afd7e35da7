package dev.assay.upload.junit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the message and the output of one case from its elements. If one is longer than a limit, only its head and
 * tail are kept.
 */
final class CaseText {
    /** The limit of a message and of an output, in characters. */
    static final int LIMIT = 1 << 20;

    /** The limit of a text of an attempt, in characters. */
    private static final int ATTEMPT_LIMIT = 16 << 10;

    private static final String ATTACHMENT = "[[ATTACHMENT|";
    private static final int MOST_ATTACHMENTS = 50;
    private static final int LONGEST_ATTACHMENT = 1_000;

    private final GuardedXml xml;
    private final int limit;
    private final Excerpt message;
    private final Excerpt systemOut;
    private final Excerpt systemErr;
    private final Excerpt labelled;
    private final List<ParsedCase.Attempt> flaky = new ArrayList<>(0);
    private final List<ParsedCase.Attempt> reruns = new ArrayList<>(0);
    private boolean shortened;

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

    /** Adds an attempt that failed before the test passed. */
    void addFlaky() throws IOException, BrokenReport {
        flaky.add(attempt());
    }

    /** Adds an attempt that failed like the one before it. */
    void addRerun() throws IOException, BrokenReport {
        reruns.add(attempt());
    }

    private ParsedCase.Attempt attempt() throws IOException, BrokenReport {
        String type = xml.attribute("type");
        String words = xml.attribute("message");
        Duration duration = Seconds.parse(xml.attribute("time"));
        Excerpt body = new Excerpt(Math.min(limit, ATTEMPT_LIMIT));
        Excerpt printed = new Excerpt(Math.min(limit, ATTEMPT_LIMIT));
        int depth = xml.depth();
        boolean ended = false;
        while (!ended) {
            switch (xml.next()) {
                case START -> {
                    if (xml.name().equals("system-out") || xml.name().equals("system-err")) {
                        printed.newLine();
                        copyText(printed);
                    } else {
                        body.newLine();
                    }
                }
                case TEXT -> xml.text(body);
                case END -> ended = xml.depth() == depth;
                case END_OF_FILE -> throw new IllegalStateException("the parser saw an element that never ended");
            }
        }
        Excerpt whole = new Excerpt(Math.min(limit, ATTEMPT_LIMIT));
        whole.write(prefix(type, words, body));
        whole.add(body);
        shortened |= whole.isShortened() || printed.isShortened();
        return new ParsedCase.Attempt(
                duration, whole.isBlank() ? null : whole.toString(), printed.isBlank() ? null : printed.toString());
    }

    /** What is known of the last attempt, and of those before it. */
    record Last(@Nullable String message, @Nullable String output, List<ParsedCase.Attempt> earlier) {}

    /** @param passed true if the case passed after all failures that it has */
    Last last(boolean passed) {
        String message = message();
        String output = output();
        List<ParsedCase.Attempt> all = new ArrayList<>(flaky);
        if (passed && message != null) {
            all.add(new ParsedCase.Attempt(null, message, null));
            message = null;
        } else if (!reruns.isEmpty()) {
            if (message != null) {
                all.add(new ParsedCase.Attempt(null, message, output));
            }
            all.addAll(reruns);
            ParsedCase.Attempt last = all.removeLast();
            message = last.message();
            output = last.output();
        }
        return new Last(message, output, all);
    }

    /** Paths in lines {@code [[ATTACHMENT|path]]} of the output, as Playwright and Jenkins write them. */
    static List<String> attachments(@Nullable String output) {
        int from = output == null ? -1 : output.indexOf(ATTACHMENT);
        if (output == null || from < 0) {
            return List.of();
        }
        Set<String> paths = new LinkedHashSet<>();
        while (from >= 0 && paths.size() < MOST_ATTACHMENTS) {
            int begin = from + ATTACHMENT.length();
            int end = output.indexOf("]]", begin);
            if (end < 0) {
                break;
            }
            String path = output.substring(begin, end).strip();
            if (!path.isEmpty() && path.length() <= LONGEST_ATTACHMENT && path.indexOf('\n') < 0) {
                paths.add(path);
            }
            from = output.indexOf(ATTACHMENT, end);
        }
        return List.copyOf(paths);
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
        return shortened
                || message.isShortened()
                || systemOut.isShortened()
                || systemErr.isShortened()
                || labelled.isShortened();
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
