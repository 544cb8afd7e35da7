package dev.assay.web.stream;

import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Writes JSON of any length, part by part. */
public final class JsonWriter {
    private final JsonMapper json;
    private final Outgoing out;

    JsonWriter(JsonMapper json, Outgoing out) {
        this.json = json;
        this.out = out;
    }

    /** The size of a part in bytes: no more needs to be read for it. */
    public int enough() {
        return out.enough();
    }

    /** Writes text that is JSON already. */
    public JsonWriter raw(String text) {
        out.write(text);
        return this;
    }

    public JsonWriter raw(byte[] bytes, int from, int to) {
        out.write(bytes, from, to - from);
        return this;
    }

    public JsonWriter value(Object value) {
        try {
            json.writeValue(out, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public byte[] bytes(Object value) {
        try {
            return json.writeValueAsBytes(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends what was written, if it is enough for a part. */
    public void sendIfFull() {
        out.sendIfFull();
    }

    /**
     * A list that is read page by page.
     *
     * @param first the first page; no page should be larger than a part
     * @param after the page that follows an item; empty at the end
     * @param item writes an item
     */
    public <T> JsonWriter list(List<T> first, Function<T, List<T>> after, Consumer<T> item) {
        String before = "[";
        List<T> page = first;
        while (!page.isEmpty()) {
            for (T next : page) {
                raw(before);
                item.accept(next);
                before = ",";
            }
            T last = page.getLast();
            // Frees the page, because it may take long until the client has read this part
            page = List.of();
            sendIfFull();
            page = after.apply(last);
        }
        return raw(before.equals("[") ? "[]" : "]");
    }
}
