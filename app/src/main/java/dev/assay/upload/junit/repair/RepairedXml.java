package dev.assay.upload.junit.repair;

import dev.assay.upload.junit.repair.Repair.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The text of the XML documents in a file, one after the other. What XML forbids is repaired on the way, so that one
 * bad character does not cost the file; faults of its structure stay for the parser to find. Text that needs no repair
 * is copied in pieces. A document is without its prolog: nothing of a DOCTYPE is read. The file is never in memory.
 */
public final class RepairedXml extends Reader {
    /**
     * The limit of an attribute, in characters as they are written. The rest is left out. It is large, because failure
     * messages are attributes in many dialects, and a little less than that of a message.
     */
    public static final int ATTRIBUTE_LIMIT = (1 << 20) - (1 << 10);

    private static final String VERSION_1_1 = "<?xml version='1.1'?>";
    private static final char REPLACEMENT = '\uFFFD';
    /** The longest reference that is looked for, with many zeros before its number. */
    private static final int REFERENCE = 40;

    /** What is being read. For each, its bit in {@link #STOPS}. */
    private enum State {
        TEXT("<&]"),
        TAG("<>\"'"),
        VALUE_IN_QUOTES("\"&<"),
        VALUE_IN_APOSTROPHES("'&<"),
        COMMENT("-"),
        DATA("]"),
        INSTRUCTION("?"),
        OUTSIDE("");

        private final String stops;

        State(String stops) {
            this.stops = stops;
        }

        int bit() {
            return 1 << ordinal();
        }
    }

    private static final String[] PREDEFINED = {"lt;", "gt;", "amp;", "quot;", "apos;"};

    /** For each ASCII character the states in which it must be looked at. */
    private static final int[] STOPS = stops();
    /** The last of the control characters that XML 1.1 allows as references only. */
    private static final char LAST_CONTROL = '\u009F';

    private static final char DELETE = '\u007F';
    private static final char NEXT_LINE = '\u0085';

    private final CharWindow text;
    private final Prolog prolog;
    private final Encoding encoding;
    private final Consumer<Repair> repairs;
    private final int[] repairedLines = new int[Kind.values().length];
    private final long allowance;
    private final Queue<Long> ends = new ArrayDeque<>();
    private final boolean recordsEnds;

    private State state = State.OUTSIDE;
    private String pending = "";
    private int pendingFrom;
    private boolean version11;
    private boolean endTag;
    private int depth;
    private int valueLength;
    private long left;
    private int documentLine = 1;
    private int columnsBefore;

    /**
     * @param in closed together with this object
     * @param allowance how many characters are read until {@link #renew} must be called
     * @param recordsEnds true to record the place of each end of an element
     * @param repairs gets each repair, one of a kind for each line
     */
    public RepairedXml(InputStream in, long allowance, boolean recordsEnds, Consumer<Repair> repairs)
            throws IOException {
        DecodedText decoded = new DecodedText(in);
        this.encoding = decoded.encoding();
        this.text = new CharWindow(decoded);
        this.repairs = repairs;
        this.prolog = new Prolog(text, (kind, line, detail) -> repaired(kind, line, "%s", detail));
        this.allowance = allowance;
        this.left = allowance;
        this.recordsEnds = recordsEnds;
        if (encoding.repair() != null) {
            repaired(Kind.ENCODING, 1, "%s", encoding.repair());
        }
    }

    /**
     * Moves to the next document, whose text {@link #read} returns from now on; false if the file has no other.
     *
     * @throws Unreadable if there is none at all, or if the file ends within its prolog
     */
    public boolean nextDocument() throws IOException {
        boolean found = prolog.skip();
        if (found) {
            version11 = prolog.isVersion11();
            pending = version11 ? VERSION_1_1 : "";
            pendingFrom = 0;
            state = State.TEXT;
            documentLine = text.line();
            columnsBefore = text.column() - 1 - pending.length();
        }
        return found;
    }

    /** The line in the file of a line in this document. */
    public int line(int lineOfDocument) {
        return documentLine + lineOfDocument - 1;
    }

    /** The column in the file of a place in this document. */
    public int column(int lineOfDocument, int column) {
        return lineOfDocument == 1 ? Math.max(1, column + columnsBefore) : column;
    }

    /** The number of characters up to the end of the next element that ends. The ends must be recorded. */
    public long nextEnd() {
        return ends.remove();
    }

    /** Allows again as many characters as at the beginning. */
    public void renew() {
        left = allowance;
    }

    @Override
    public int read(char[] out, int offset, int length) throws IOException {
        if (left <= 0) {
            throw fault(
                    "One tag, comment or processing instruction is longer than %,d characters".formatted(allowance));
        }
        int at = offset;
        int end = offset + length;
        while (at < end) {
            if (pendingFrom < pending.length()) {
                int count = Math.min(end - at, pending.length() - pendingFrom);
                pending.getChars(pendingFrom, pendingFrom + count, out, at);
                pendingFrom += count;
                at += count;
            } else if (state == State.OUTSIDE || !text.has(1)) {
                break;
            } else {
                at += copyRun(out, at, end);
                if (at < end && text.position < text.limit && state != State.OUTSIDE) {
                    special();
                }
            }
        }
        left -= at - offset;
        return at == offset && length > 0 ? -1 : at - offset;
    }

    @Override
    public void close() throws IOException {
        text.close();
    }

    /** Copies characters up to one that must be looked at closely, and returns how many. */
    private int copyRun(char[] out, int at, int end) {
        char[] chars = text.chars;
        int from = text.position;
        int to = from + Math.min(end - at, text.limit - from);
        if (isValue()) {
            to = Math.min(to, from + ATTRIBUTE_LIMIT - valueLength);
        }
        int bit = state.bit();
        int valueFrom = from;
        int i = from;
        while (i < to && bit != State.OUTSIDE.bit()) {
            char c = chars[i];
            if (c < DELETE ? (STOPS[c] & bit) == 0 : !isForbiddenBeyondAscii(c)) {
                i++;
            } else if (c == '\n' || c == '\r') {
                text.lineBreak(i++);
            } else {
                State next = next(c, i);
                if (next == null) {
                    break;
                }
                i++;
                if (next != state) {
                    state = next;
                    bit = next.bit();
                    valueFrom = i;
                    valueLength = 0;
                }
            }
        }
        int count = Math.max(0, i - from);
        System.arraycopy(chars, from, out, at, count);
        text.position = from + count;
        valueLength += i - valueFrom;
        return count;
    }

    /** What is being read after this character if it can be copied as it is; null if it must be looked at closely. */
    private @Nullable State next(char c, int index) {
        char[] chars = text.chars;
        return switch (state) {
            case TEXT -> {
                if (c == '<') {
                    char begin = index + 1 < text.limit ? chars[index + 1] : 0;
                    endTag = begin == '/';
                    yield endTag || begin >= 'a' && begin <= 'z' ? State.TAG : null;
                }
                boolean alone = index + 1 < text.limit && chars[index + 1] != ']';
                yield c == '&' && isPredefined(index + 1) || c == ']' && alone ? State.TEXT : null;
            }
            case TAG ->
                switch (c) {
                    case '"' -> State.VALUE_IN_QUOTES;
                    case '\'' -> State.VALUE_IN_APOSTROPHES;
                    case '>' -> tagEnds(index);
                    default -> null;
                };
            case VALUE_IN_QUOTES -> c == '"' ? State.TAG : c == '&' && isPredefined(index + 1) ? state : null;
            case VALUE_IN_APOSTROPHES -> c == '\'' ? State.TAG : c == '&' && isPredefined(index + 1) ? state : null;
            case COMMENT, DATA, INSTRUCTION, OUTSIDE -> null;
        };
    }

    /** True if the name of an entity that XML defines is at this index, and all of it is in memory. */
    private boolean isPredefined(int index) {
        char[] chars = text.chars;
        for (String name : PREDEFINED) {
            int matched = 0;
            while (matched < name.length()
                    && index + matched < text.limit
                    && chars[index + matched] == name.charAt(matched)) {
                matched++;
            }
            if (matched == name.length()) {
                return true;
            }
        }
        return false;
    }

    private State tagEnds(int index) {
        boolean empty = !endTag && text.before(index) == '/';
        if (endTag || empty) {
            depth -= endTag ? 1 : 0;
            if (recordsEnds) {
                ends.add(text.takenUpTo(index + 1));
            }
        } else {
            depth++;
        }
        endTag = false;
        return depth > 0 ? State.TEXT : State.OUTSIDE;
    }

    private boolean isForbiddenBeyondAscii(char c) {
        return c >= 0xFFFE || version11 && c <= LAST_CONTROL && c != NEXT_LINE;
    }

    private boolean isValue() {
        return state == State.VALUE_IN_QUOTES || state == State.VALUE_IN_APOSTROPHES;
    }

    /** Reads the character at which a run ended: the end of a long value, a forbidden character or markup. */
    private void special() throws IOException {
        char c = text.chars[text.position];
        boolean quote = state == State.VALUE_IN_QUOTES && c == '"' || state == State.VALUE_IN_APOSTROPHES && c == '\'';
        if (isValue() && valueLength >= ATTRIBUTE_LIMIT && !quote) {
            shortenValue();
        } else if (c < DELETE ? (STOPS[c] & State.OUTSIDE.bit()) != 0 : isForbiddenBeyondAscii(c)) {
            forbidden(c);
        } else {
            switch (state) {
                case TEXT -> inText(c);
                // The parser will say what is wrong with a < in a tag
                case TAG -> emit(1, String.valueOf(c));
                case VALUE_IN_QUOTES, VALUE_IN_APOSTROPHES -> inValue(c);
                case COMMENT -> inComment();
                case DATA -> inData();
                case INSTRUCTION -> inInstruction();
                case OUTSIDE -> throw new IllegalStateException("nothing is copied outside");
            }
        }
    }

    private void inText(char c) throws IOException {
        switch (c) {
            case '<' -> markup();
            case '&' -> reference();
            default -> {
                if (text.startsWith("]]>")) {
                    repaired(Kind.CDATA_END, "A ]]> in the text was read as these three characters.");
                    emit(3, "]]&gt;");
                } else {
                    emit(1, "]");
                }
            }
        }
    }

    private void markup() throws IOException {
        char next = text.peek(1);
        if (text.startsWith("<!--")) {
            state = State.COMMENT;
            emit(4, "<!--");
        } else if (text.startsWith("<![CDATA[")) {
            state = State.DATA;
            emit(9, "<![CDATA[");
        } else if (next == '?') {
            state = State.INSTRUCTION;
            emit(2, "<?");
        } else if (beginsMarkup(next) || !text.has(2)) {
            state = State.TAG;
            endTag = next == '/';
            emit(1, "<");
        } else {
            lessThan();
        }
    }

    private void lessThan() {
        repaired(Kind.LESS_THAN, "A < that begins no tag was read as this character.");
        emit(1, "&lt;");
    }

    private static boolean beginsMarkup(char next) {
        return next == '/' || next == '!' || next == '?' || Prolog.beginsName(next);
    }

    private void inValue(char c) throws IOException {
        if (c == '&') {
            reference();
        } else if (beginsMarkup(text.peek(1))) {
            // Two writers may have written at the same time: the parser refuses it
            emit(1, "<");
        } else {
            lessThan();
        }
    }

    private void shortenValue() throws IOException {
        char quote = state == State.VALUE_IN_QUOTES ? '"' : '\'';
        int line = text.line();
        String half = Character.isLowSurrogate(text.chars[text.position]) ? String.valueOf(text.take()) : "";
        long count = 0;
        int hash = 0;
        while (text.has(1) && text.chars[text.position] != quote) {
            hash = 31 * hash + text.take();
            count++;
        }
        repaired(
                Kind.SHORTENED,
                line,
                "An attribute has more than %,d characters. The %,d after them were left out.",
                ATTRIBUTE_LIMIT,
                count);
        state = State.TAG;
        String end = text.has(1) ? String.valueOf(text.take()) : "";
        // The hash distinguishes names that differ only in what is left out
        emit(0, half + "… %,d characters left out, with the hash %08x …".formatted(count, hash) + end);
    }

    private void inComment() throws IOException {
        if (text.startsWith("-->")) {
            state = State.TEXT;
            emit(3, "-->");
        } else {
            // A double hyphen is not allowed in comments, which nothing reads
            emit(1, text.peek(1) == '-' ? " " : "-");
        }
    }

    private void inData() throws IOException {
        if (text.startsWith("]]>")) {
            state = State.TEXT;
            emit(3, "]]>");
        } else {
            emit(1, "]");
        }
    }

    private void inInstruction() throws IOException {
        if (text.startsWith("?>")) {
            state = State.TEXT;
            emit(2, "?>");
        } else {
            emit(1, "?");
        }
    }

    private void forbidden(char c) {
        if (c == DecodedText.MALFORMED) {
            repaired(
                    Kind.ENCODING,
                    "Bytes that are not text in %s became U+FFFD.",
                    encoding.charset().name());
        } else {
            repaired(Kind.CHARACTER, "The character U+%04X, which XML forbids, became U+FFFD.", (int) c);
        }
        emit(1, String.valueOf(REPLACEMENT));
    }

    private void reference() throws IOException {
        String ahead = text.ahead(REFERENCE);
        int end = ahead.indexOf(';');
        Reference found = end < 0 ? null : Reference.of(ahead.substring(1, end), version11);
        switch (found) {
            case null -> {
                repaired(Kind.AMPERSAND, "An & that begins no reference was read as this character.");
                emit(1, "&amp;");
            }
            case Reference.Known() -> emit(end + 1, ahead.substring(0, end + 1));
            case Reference.Html(String character) -> {
                repaired(
                        Kind.ENTITY,
                        "The entity %s, which XML does not define, was read as in HTML.",
                        ahead.substring(0, end + 1));
                emit(end + 1, character);
            }
            case Reference.Unknown() -> {
                repaired(
                        Kind.ENTITY,
                        "The entity %s is not defined; its name was kept as text.",
                        ahead.substring(0, end + 1));
                emit(1, "&amp;");
            }
            case Reference.Forbidden(int character) -> forbidden(character, ahead, end + 1);
        }
    }

    /** A reference to a forbidden character. Some tools write a character beyond U+FFFF as two, the halves of a pair. */
    private void forbidden(int character, String ahead, int length) throws IOException {
        int end = ahead.indexOf(';', length);
        if (end > 0
                && ahead.charAt(length) == '&'
                && Reference.of(ahead.substring(length + 1, end), version11) instanceof Reference.Forbidden(int low)
                && Character.isSurrogatePair((char) character, (char) low)) {
            String pair = Character.toString(Character.toCodePoint((char) character, (char) low));
            repaired(Kind.CHARACTER, "Two references to halves of a character became the character %s.", pair);
            emit(end + 1, pair);
        } else {
            repaired(Kind.CHARACTER, "The reference %s, which XML forbids, became U+FFFD.", ahead.substring(0, length));
            emit(length, String.valueOf(REPLACEMENT));
        }
    }

    /** Takes characters and returns others in their place. */
    private void emit(int taken, String instead) {
        text.take(taken);
        pending = instead;
        pendingFrom = 0;
        if (isValue()) {
            valueLength += taken;
        }
    }

    private void repaired(Kind kind, String detail, Object... arguments) {
        repaired(kind, text.line(), detail, arguments);
    }

    /** Reports the first repair of this kind in the line. A file may have very many. */
    private void repaired(Kind kind, int line, String detail, Object... arguments) {
        if (repairedLines[kind.ordinal()] != line) {
            repairedLines[kind.ordinal()] = line;
            repairs.accept(new Repair(kind, line, detail.formatted(arguments)));
        }
    }

    private Unreadable fault(String problem) {
        return new Unreadable(problem, text.line(), text.column(), false);
    }

    private static int[] stops() {
        int[] stops = new int[128];
        for (State state : State.values()) {
            for (char c : state.stops.toCharArray()) {
                stops[c] |= state.bit();
            }
        }
        // Control characters, and line breaks, which are counted
        for (char c = 0; c < ' '; c++) {
            if (c != '\t') {
                stops[c] = -1;
            }
        }
        return stops;
    }
}
