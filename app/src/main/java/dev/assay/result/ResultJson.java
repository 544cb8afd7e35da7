package dev.assay.result;

import dev.assay.web.stream.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes values that contain a result as JSON. Long texts are read and written piece by piece, so that memory stays
 * bounded for texts of any length.
 */
public final class ResultJson {
    /**
     * The smallest number of characters of a long text to read at once. Small slices would be slow, because the
     * database unpacks the whole text for each.
     */
    private static final int SLICE = 64 << 10;

    private final JsonWriter json;
    private final Results results;
    private final String comment;
    private final String log;

    /** For values in the form of v1. */
    public ResultJson(JsonWriter json, Results results) {
        this(json, results, "comment", "io_log");
    }

    /**
     * @param comment the member with the comment. It must come before the log, and no other member with one of these
     *     names may come before them
     * @param log the member with the log
     */
    public ResultJson(JsonWriter json, Results results, String comment, String log) {
        this.json = json;
        this.results = results;
        this.comment = comment;
        this.log = log;
    }

    /**
     * Reads {@code length} characters of a result's text, from the character {@code from}, counted from 0. Fewer at its
     * end.
     */
    private interface Slice {
        String read(int result, int from, int length);
    }

    /** Writes a value that contains this result. */
    public void write(Object value, TestResult of) {
        byte[] bytes = json.bytes(value);
        int from = 0;
        if (of.longComment()) {
            from = split(bytes, from, comment, of.comment());
            rest(of.id(), of.comment(), results::comment);
        }
        if (of.longLog()) {
            from = split(bytes, from, log, of.ioLog());
            rest(of.id(), of.ioLog(), results::log);
        }
        json.raw(bytes, from, bytes.length);
    }

    /**
     * Writes up to the closing quote of a member, which has only the beginning of its text. Returns the position of
     * that quote.
     */
    private int split(byte[] bytes, int from, String member, String beginning) {
        byte[] name = ("\"" + member + "\":").getBytes(StandardCharsets.UTF_8);
        int to = indexOf(bytes, name, from) + name.length + json.bytes(beginning).length - 1;
        json.raw(bytes, from, to);
        return to;
    }

    private void rest(int result, String beginning, Slice text) {
        int from = characters(beginning);
        for (int most = 0, length = 0; length == most; from += length) {
            json.sendIfFull();
            most = Math.max(SLICE, json.enough());
            length = slice(text.read(result, from, most));
        }
    }

    private int slice(String slice) {
        byte[] quoted = json.bytes(slice);
        json.raw(quoted, 1, quoted.length - 1);
        return characters(slice);
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
}
