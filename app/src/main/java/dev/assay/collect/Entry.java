package dev.assay.collect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * An entry that waits to be delivered. In its file it is the trailer after the content.
 *
 * @param number its place in the order
 * @param kind a result file, or an event of the execution
 * @param path the file that the entry is about, below the results directory; entries about the same file are sent in their
 *     order
 * @param name the event's name; empty for a result file
 * @param time when the event happened or the file was taken, UTC to the microsecond
 * @param sha256 the SHA-256 of the content, hexadecimal
 * @param size the size of the content in bytes
 * @param seen the file as it was when it was taken
 */
record Entry(long number, Kind kind, String path, String name, String time, String sha256, long size, Seen seen) {
    private static final JsonFactory JSON = new JsonFactory();

    enum Kind {
        RESULTS,
        EVENT
    }

    /**
     * The size and time of a file, by which a change is noticed.
     *
     * @param modified in nanoseconds since 1970
     */
    record Seen(long size, long modified) {
        /** For entries that are not about a file. */
        static final Seen NOTHING = new Seen(-1, -1);
    }

    byte[] json() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("kind", kind.name());
            json.writeStringField("path", path);
            json.writeStringField("name", name);
            json.writeStringField("time", time);
            json.writeStringField("sha256", sha256);
            json.writeNumberField("size", size);
            json.writeNumberField("seen_size", seen.size());
            json.writeNumberField("seen_modified", seen.modified());
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    static Entry of(long number, byte[] trailer) throws IOException {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser json = JSON.createParser(trailer)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token.isScalarValue()) {
                    fields.put(json.currentName(), json.getText());
                }
            }
            return new Entry(
                    number,
                    Kind.valueOf(fields.getOrDefault("kind", "")),
                    fields.getOrDefault("path", ""),
                    fields.getOrDefault("name", ""),
                    fields.getOrDefault("time", ""),
                    fields.getOrDefault("sha256", ""),
                    Long.parseLong(fields.getOrDefault("size", "")),
                    new Seen(
                            Long.parseLong(fields.getOrDefault("seen_size", "")),
                            Long.parseLong(fields.getOrDefault("seen_modified", ""))));
        } catch (IllegalArgumentException e) {
            throw new IOException("not an entry", e);
        }
    }
}
