package dev.assay.upload.junit.repair;

import dev.assay.upload.junit.repair.Repair.Kind;
import java.io.IOException;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Skips what comes before, between and after the documents of a file, up to the beginning of a root element. The first
 * document may have any root. Text among documents can look like XML, as log lines do: after it, a document must begin
 * with a declaration or with an element of JUnit XML on a line of its own.
 */
final class Prolog {
    private static final Set<String> ROOTS = Set.of("testsuites", "testsuite", "testcase", "testrun");
    private static final Pattern VERSION_1_1 = Pattern.compile("\\sversion\\s*=\\s*[\"']1\\.1[\"']");
    private static final int LONGEST_NAME = 64;
    /** The limit of what comes before the first document, in characters. */
    private static final int LIMIT = 1 << 20;

    private final CharWindow text;
    private final Report report;

    private boolean first = true;
    private boolean version11;
    /** True after a declaration or a DOCTYPE: a root element must follow. */
    private boolean announced;
    /** True if only white space, comments and instructions came since the last document or declaration. */
    private boolean quiet;

    private boolean textOnLine;
    private long foreign;
    private int foreignLine;
    private int foreignColumn;

    /** Gets the repairs. */
    @FunctionalInterface
    interface Report {
        void repaired(Kind kind, int line, String detail);
    }

    Prolog(CharWindow text, Report report) {
        this.text = text;
        this.report = report;
    }

    boolean isVersion11() {
        return version11;
    }

    /** Skips up to the next root element; false if there is no other. */
    boolean skip() throws IOException {
        version11 = false;
        announced = false;
        quiet = true;
        textOnLine = false;
        foreign = 0;
        while (text.has(1)) {
            char c = text.peek(0);
            if (Character.isWhitespace(c)) {
                if (c == '\n' || c == '\r') {
                    textOnLine = false;
                }
                take();
            } else if (c == '\uFEFF') {
                report.repaired(Kind.ENCODING, text.line(), "A byte order mark within the file was left out.");
                text.take();
            } else if (isRoot()) {
                begin();
                return true;
            } else if (!skipMarkup()) {
                foreignText();
            }
        }
        end();
        return false;
    }

    static boolean beginsName(char c) {
        return Character.isLetter(c) || c == '_' || c == ':';
    }

    private void begin() {
        reportForeign();
        if (!first) {
            report.repaired(
                    Kind.DOCUMENTS, text.line(), "Another document begins here. All documents of the file were read.");
        }
        first = false;
    }

    private void end() throws Unreadable {
        if (announced || first && foreign == 0) {
            throw new Unreadable(
                    announced ? "The file ends too early" : "The file holds nothing but white space and comments",
                    text.line(),
                    Math.max(1, text.column() - 1),
                    true);
        }
        if (first) {
            throw new Unreadable("The file holds no XML document", foreignLine, foreignColumn, false);
        }
        reportForeign();
    }

    private void reportForeign() {
        if (foreign > 0) {
            report.repaired(
                    Kind.TEXT_OUTSIDE,
                    foreignLine,
                    "Text that is not part of an XML document was left out, %,d characters.".formatted(foreign));
        }
    }

    /** Skips up to the next line or the next character that may begin a document. There can be very much text. */
    private void foreignText() throws Unreadable {
        checkLength();
        if (foreign == 0) {
            foreignLine = text.line();
            foreignColumn = text.column();
        }
        quiet = false;
        announced = false;
        textOnLine = true;
        int end = text.position + 1;
        while (end < text.limit && text.chars[end] != '<' && text.chars[end] != '\n' && text.chars[end] != '\r') {
            end++;
        }
        foreign += end - text.position;
        text.position = end;
    }

    private char take() throws Unreadable {
        checkLength();
        return text.take();
    }

    private void checkLength() throws Unreadable {
        if (first && text.taken() > LIMIT) {
            throw new Unreadable(
                    "No XML document begins in the first %,d characters".formatted(LIMIT),
                    text.line(),
                    text.column(),
                    false);
        }
    }

    private boolean isRoot() throws IOException {
        if (text.peek(0) != '<' || !beginsName(text.peek(1))) {
            return false;
        }
        if (quiet && (first || announced)) {
            return true;
        }
        if (textOnLine && !first) {
            return false;
        }
        String name = name();
        return ROOTS.contains(name) && (!textOnLine || name.startsWith("testsuite"));
    }

    private String name() throws IOException {
        String ahead = text.ahead(LONGEST_NAME);
        int end = 1;
        while (end < ahead.length()
                && (Character.isLetterOrDigit(ahead.charAt(end)) || ":-_.".indexOf(ahead.charAt(end)) >= 0)) {
            end++;
        }
        String name = ahead.substring(1, end);
        return name.substring(name.indexOf(':') + 1);
    }

    /** Skips a declaration, a comment, an instruction or a DOCTYPE; false if there is none. */
    private boolean skipMarkup() throws IOException {
        if (text.peek(0) != '<') {
            return false;
        }
        if (text.startsWith("<?xml") && Character.isWhitespace(text.peek(5))) {
            declaration();
        } else if (!quiet) {
            return false;
        } else if (text.startsWith("<!--")) {
            skipPast(4, "-->");
        } else if (text.startsWith("<?")) {
            skipPast(2, "?>");
        } else if (text.ahead(9).equalsIgnoreCase("<!DOCTYPE")) {
            documentType();
        } else {
            return false;
        }
        return true;
    }

    private void declaration() throws IOException {
        String ahead = text.ahead(CharWindow.AHEAD);
        int end = ahead.indexOf("?>");
        int next = ahead.indexOf('<', 1);
        if (end < 0 || next >= 0 && next < end) {
            throw new Unreadable(
                    "The XML declaration has no end",
                    text.line(),
                    text.column(),
                    next < 0 && ahead.length() < CharWindow.AHEAD);
        }
        if (first && foreign == 0 && !announced && text.taken() > 0) {
            report.repaired(
                    Kind.TEXT_OUTSIDE,
                    text.line(),
                    "White space or a comment before the XML declaration was left out.");
        }
        version11 = VERSION_1_1.matcher(ahead).region(0, end).find();
        text.take(end + 2);
        announced = true;
        quiet = true;
        textOnLine = false;
    }

    private void skipPast(int begin, String end) throws IOException {
        text.take(begin);
        while (!text.startsWith(end)) {
            if (!text.has(1)) {
                throw tooEarly();
            }
            take();
        }
        text.take(end.length());
    }

    /** A DOCTYPE may define entities in brackets. Quotes and comments may contain its end. */
    private void documentType() throws IOException {
        char quote = 0;
        boolean brackets = false;
        while (text.has(1)) {
            if (quote == 0 && text.startsWith("<!--")) {
                skipPast(4, "-->");
                continue;
            }
            char c = take();
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '[' || c == ']') {
                brackets = c == '[';
            } else if (c == '>' && !brackets) {
                announced = true;
                return;
            }
        }
        throw tooEarly();
    }

    private Unreadable tooEarly() {
        return new Unreadable("The file ends too early", text.line(), Math.max(1, text.column() - 1), true);
    }
}
