package dev.assay.web;

import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Function;

/**
 * A JSON array that is read page by page while it is sent: memory holds one page, whatever the length of the list. A
 * failure after the first page breaks the connection, so that half a list never looks whole.
 */
public final class JsonArrayStream<T> extends InputStream {
    private final JsonMapper json;
    private final Function<T, List<T>> after;
    private List<T> page;
    private byte[] bytes = {'['};
    private int position;
    private int item;
    private boolean ended;

    /**
     * @param first the first page
     * @param after the page that follows an item; empty at the end
     */
    public JsonArrayStream(JsonMapper json, List<T> first, Function<T, List<T>> after) {
        this.json = json;
        this.page = first;
        this.after = after;
    }

    @Override
    public int read() throws IOException {
        return hasBytes() ? bytes[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int copied = 0;
        while (copied < length && hasBytes()) {
            int part = Math.min(length - copied, bytes.length - position);
            System.arraycopy(bytes, position, target, offset + copied, part);
            position += part;
            copied += part;
        }
        return copied == 0 && length > 0 ? -1 : copied;
    }

    private boolean hasBytes() throws IOException {
        if (position < bytes.length) {
            return true;
        }
        if (ended) {
            return false;
        }
        position = 0;
        if (item == page.size() && !page.isEmpty()) {
            page = after.apply(page.getLast());
            item = 0;
            if (!page.isEmpty()) {
                bytes = new byte[] {','};
                return true;
            }
        }
        if (item == page.size()) {
            ended = true;
            bytes = new byte[] {']'};
            return true;
        }
        byte[] value = json.writeValueAsBytes(page.get(item++));
        boolean more = item < page.size();
        bytes = more ? java.util.Arrays.copyOf(value, value.length + 1) : value;
        if (more) {
            bytes[value.length] = ',';
        }
        return true;
    }
}
