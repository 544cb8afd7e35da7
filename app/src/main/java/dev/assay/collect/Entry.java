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
 * Something that waits to be delivered; what stands behind its content in its file.
 *
 * @param number its place in the order
 * @param kind a result file, or an event of the execution
 * @param path of the file it is about, below the results directory; entries about one file go out in their order
 * @param name of the event, else empty
 * @param time of the event and of taking the file, UTC to the microsecond
 * @param sha256 of the content, hexadecimal
 * @param size of the content in bytes
 * @param seen the file as it was when it was taken
 */
record Entry(long number, Kind kind, String path, String name, String time, String sha256, long size, Seen seen) {
    private static final JsonFactory JSON = new JsonFactory();

    enum Kind {
        RESULTS,
        EVENT
    }

    /**
     * By which a change of a file is noticed.
     *
     * @param modified in nanoseconds since 1970
     */
    record Seen(long size, long modified) {
        /** Of what is no file. */
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
            throw new IOException("no entry", e);
        }
    }
}
