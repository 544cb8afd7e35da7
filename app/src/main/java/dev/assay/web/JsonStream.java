package dev.assay.web;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.context.ServerRequestContext;
import io.micronaut.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * JSON that is made part by part while it is sent: memory holds one part, whatever the length of the whole. A failure after
 * the first part breaks the connection, so that half an answer never looks whole.
 */
public final class JsonStream extends InputStream {
    private final Iterator<byte[]> parts;

    /** Other threads read on when the first part is sent; what they do is still this request's. */
    private final Optional<HttpRequest<Object>> request = ServerRequestContext.currentRequest();

    private byte[] part;
    private int position;

    /** Makes the first part at once, so that its failure is still an answer. */
    public JsonStream(Iterator<byte[]> parts) {
        this.parts = parts;
        this.part = parts.hasNext() ? parts.next() : new byte[0];
    }

    /**
     * An array that is read page by page.
     *
     * @param first the first page
     * @param after the page that follows an item; empty at the end
     */
    public static <T> JsonStream array(JsonMapper json, List<T> first, Function<T, List<T>> after) {
        return new JsonStream(new Pages<>(json, first, after));
    }

    /** 200 with this as its body. Not as a file: those are sent with leave to keep them for an hour. */
    public HttpResponse<InputStream> answer() {
        return HttpResponse.<InputStream>ok(this).contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    /** Values in JSON, separated by commas. */
    public static void join(JsonMapper json, Iterable<?> values, ByteArrayOutputStream target) {
        try {
            boolean started = false;
            for (Object value : values) {
                if (started) {
                    target.write(',');
                }
                target.writeBytes(json.writeValueAsBytes(value));
                started = true;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int read() {
        return hasBytes() ? part[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        int copied = 0;
        while (copied < length && hasBytes()) {
            int more = Math.min(length - copied, part.length - position);
            System.arraycopy(part, position, target, offset + copied, more);
            position += more;
            copied += more;
        }
        return copied == 0 && length > 0 ? -1 : copied;
    }

    private boolean hasBytes() {
        while (position == part.length && parts.hasNext()) {
            part = ServerRequestContext.with(request.orElse(null), (Supplier<byte[]>) parts::next);
            position = 0;
        }
        return position < part.length;
    }

    /** One part for each item. */
    private static final class Pages<T> implements Iterator<byte[]> {
        private final JsonMapper json;
        private final Function<T, List<T>> after;
        private List<T> page;
        private int item;
        private byte before = '[';
        private boolean ended;

        Pages(JsonMapper json, List<T> first, Function<T, List<T>> after) {
            this.json = json;
            this.page = first;
            this.after = after;
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
            if (item == page.size() && item > 0) {
                page = after.apply(page.getLast());
                item = 0;
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ended = page.isEmpty();
            if (!ended) {
                bytes.write(before);
                join(json, Collections.singletonList(page.get(item++)), bytes);
            } else if (before == '[') {
                bytes.writeBytes(new byte[] {'[', ']'});
            } else {
                bytes.write(']');
            }
            before = ',';
            return bytes.toByteArray();
        }
    }
}
