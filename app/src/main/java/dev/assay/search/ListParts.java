package dev.assay.search;

import dev.assay.web.JsonStream;
import io.micronaut.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/** An object whose last member is a list, which is read a batch of ids at a time: a batch is a part. */
final class ListParts implements Iterator<byte[]> {
    private static final int BATCH = 100;

    private final JsonMapper json;
    private final List<Integer> ids;
    private final Function<List<Integer>, ? extends List<?>> load;
    private String before;
    private int next;
    private boolean ended;

    /** @param head the object up to and with the bracket that opens the list */
    ListParts(JsonMapper json, String head, List<Integer> ids, Function<List<Integer>, ? extends List<?>> load) {
        this.json = json;
        this.before = head;
        this.ids = ids;
        this.load = load;
    }

    @Override
    public boolean hasNext() {
        return !ended;
    }

    @Override
    public byte[] next() {
        if (ended) {
            throw new NoSuchElementException();
        }
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        List<Integer> batch = ids.subList(next, Math.min(next + BATCH, ids.size()));
        next += batch.size();
        List<?> items = load.apply(batch);
        if (!items.isEmpty()) {
            part.writeBytes(before.getBytes(StandardCharsets.UTF_8));
            before = ",";
            JsonStream.join(json, items, part);
        }
        ended = next == ids.size();
        if (ended) {
            part.writeBytes((before.equals(",") ? "]}" : before + "]}").getBytes(StandardCharsets.UTF_8));
        }
        return part.toByteArray();
    }
}
