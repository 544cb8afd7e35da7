package dev.assay.result;

import dev.assay.platform.Bytes;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** Writes values that show a result as JSON, long texts piece by piece: a text of any length passes through bounded memory. */
public final class ResultJson {
    /** Characters of a long text that are read at once, at least: the database unpacks all of it for each slice. */
    private static final int SLICE = 64 << 10;

    private final JsonMapper json;
    private final Results results;
    private final String comment;
    private final String log;
    private final Deque<Piece> left = new ArrayDeque<>();

    /** What is to be written of a value. */
    private sealed interface Piece {
        record Written(byte[] bytes, int from, int to) implements Piece {}

        /** A text from this character on, up to its closing quote. */
        record Text(int result, boolean ofLog, int from) implements Piece {}
    }

    /** For values in the form of v1. */
    public ResultJson(JsonMapper json, Results results) {
        this(json, results, "comment", "io_log");
    }

    /**
     * @param comment what the comment is called in the values; it comes before the log, and nothing of these names before it
     * @param log what the log is called
     */
    ResultJson(JsonMapper json, Results results, String comment, String log) {
        this.json = json;
        this.results = results;
        this.comment = comment;
        this.log = log;
    }

    /** Writes a value or, where a text of its result is long, what can be written without reading it: {@link #goOn} then. */
    public void write(Bytes out, Object value, TestResult of) {
        if (of.isWhole()) {
            out.write(bytes(value));
            return;
        }
        byte[] bytes = bytes(value);
        int from = 0;
        if (of.longComment()) {
            from = split(bytes, from, comment, of.comment());
            left.add(new Piece.Text(of.id(), false, characters(of.comment())));
        }
        if (of.longLog()) {
            from = split(bytes, from, log, of.ioLog());
            left.add(new Piece.Text(of.id(), true, characters(of.ioLog())));
        }
        left.add(new Piece.Written(bytes, from, bytes.length));
    }

    /** Whether something of a value is left. */
    public boolean isAtWork() {
        return !left.isEmpty();
    }

    /**
     * Writes on.
     *
     * @param size how many bytes are enough
     * @return whether something of the value is left
     */
    public boolean goOn(Bytes out, int size) {
        while (!left.isEmpty() && out.size() < size) {
            switch (left.remove()) {
                case Piece.Written(byte[] bytes, int from, int to) -> out.write(bytes, from, to - from);
                case Piece.Text(int result, boolean ofLog, int from) -> {
                    int most = Math.max(SLICE, size);
                    String slice = ofLog ? results.log(result, from, most) : results.comment(result, from, most);
                    byte[] quoted = bytes(slice);
                    out.write(quoted, 1, quoted.length - 2);
                    int length = characters(slice);
                    if (length == most) {
                        left.addFirst(new Piece.Text(result, ofLog, from + length));
                    }
                }
            }
        }
        return !left.isEmpty();
    }

    /** Cuts before the closing quote of a member, of whose text the beginning stands there; where it was cut. */
    private int split(byte[] bytes, int from, String member, String beginning) {
        byte[] name = ("\"" + member + "\":").getBytes(StandardCharsets.UTF_8);
        int to = indexOf(bytes, name, from) + name.length + bytes(beginning).length - 1;
        left.add(new Piece.Written(bytes, from, to));
        return to;
    }

    private static int characters(String text) {
        return text.codePointCount(0, text.length());
    }

    private static int indexOf(byte[] bytes, byte[] part, int from) {
        int at = from;
        while (!Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
            at++;
        }
        return at;
    }

    private byte[] bytes(Object value) {
        try {
            return json.writeValueAsBytes(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
