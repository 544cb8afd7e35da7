package dev.assay.web.stream;

import dev.assay.platform.Bytes;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;

/** A JSON array that is read page by page. */
final class JsonArray<T> implements Parts {
    private final JsonMapper json;
    private final Function<T, List<T>> after;
    private List<T> page;
    private int item;
    private String before = "[";

    JsonArray(JsonMapper json, List<T> first, Function<T, List<T>> after) {
        this.json = json;
        this.page = first;
        this.after = after;
    }

    @Override
    public boolean next(Bytes out, int size) {
        do {
            if (item == page.size() && item > 0) {
                page = after.apply(page.getLast());
                item = 0;
            }
            if (page.isEmpty()) {
                out.write(before.equals("[") ? "[]" : "]");
                return false;
            }
            out.write(before);
            before = ",";
            write(out, page.get(item++));
        } while (out.size() < size);
        return true;
    }

    private void write(Bytes out, T value) {
        try {
            json.writeValue(out, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
