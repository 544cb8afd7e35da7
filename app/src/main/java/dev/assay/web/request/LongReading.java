package dev.assay.web.request;

import dev.assay.web.input.Dialect;
import dev.assay.web.input.Streamed;
import dev.assay.web.input.Violations;
import dev.assay.web.input.shape.LongBody;
import dev.assay.web.intake.BodyBudget;
import dev.assay.web.intake.ReadAhead;
import dev.assay.web.intake.UploadContent;
import io.micronaut.json.tree.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A body with a long list, which was received whole. It is checked to its end. Its items are held if they are few; otherwise they
 * are read again by each caller that asks for them.
 */
final class LongReading implements Body, Streamed<Object>, AutoCloseable {
    private static final int MOST_HELD = 5_000;
    private static final long BYTES_HELD = 4L << 20;

    private final LongBody form;
    private final BodyBudget.Share share;
    private final byte[] bytes;
    private final @Nullable UploadContent content;
    private final List<BodyText> open = new ArrayList<>();
    private Violations violations;
    private List<Object> held = new ArrayList<>();
    private boolean holding = true;
    private long bytesHeld;
    private int list;
    private boolean hasList;
    private @Nullable JsonNode rest;

    /**
     * @param bytes the unpacked body, if there is no content
     * @param content the body, closed with this
     * @param dialect the dialect it is written in
     */
    LongReading(LongBody form, BodyBudget.Share share, byte[] bytes, @Nullable UploadContent content, Dialect dialect) {
        this.violations = new Violations(dialect);
        this.form = form;
        this.share = share;
        this.bytes = bytes;
        this.content = content;
    }

    /** Checks it to its end. */
    void check() throws IOException {
        try (BodyText text = open()) {
            if (text.isEmpty()) {
                return;
            }
            ListWalk walk = new ListWalk(form, ListWalk.ANY, share);
            BodyText.Json json = text.json(share);
            if (content == null) {
                while (checkNext(json, walk)) {
                    // A short body is read on this thread
                }
            } else {
                ReadAhead<Boolean, RuntimeException> steps =
                        new ReadAhead<>(content, () -> checkNext(json, walk) ? true : null, any -> characters(walk));
                while (steps.next() != null) {
                    // A long body is read on the threads for uploads
                }
            }
            hasList = walk.hasList();
            rest = walk.rest();
        }
    }

    @Override
    public @Nullable Object value(Violations all) {
        return form.body(rest, hasList ? this : null, violations, all);
    }

    @Override
    public Supplier<@Nullable Object> read() {
        if (holding) {
            Iterator<Object> items = held.iterator();
            return () -> items.hasNext() ? items.next() : null;
        }
        try {
            BodyText text = open();
            open.add(text);
            ListWalk walk = new ListWalk(form, list, share);
            BodyText.Json json = text.json(share);
            if (content == null) {
                return () -> unchecked(() -> next(json, walk));
            }
            ReadAhead<Object, RuntimeException> ahead =
                    new ReadAhead<>(content, () -> next(json, walk), any -> characters(walk));
            return () -> unchecked(ahead::next);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        for (BodyText text : open) {
            text.close();
        }
        if (content != null) {
            content.close();
        }
    }

    private BodyText open() throws IOException {
        return content == null
                ? BodyText.unpacked(new ByteArrayInputStream(bytes), violations.dialect())
                : content.step(() -> BodyText.unpacked(content.open(), violations.dialect()));
    }

    /** Reads and checks one item; false after the last one. */
    private boolean checkNext(BodyText.Json json, ListWalk walk) throws IOException {
        JsonNode node = json.read(walk::next);
        if (walk.lists() != list) {
            list = walk.lists();
            walk.letGo(bytesHeld);
            violations = new Violations(violations.dialect());
            held = new ArrayList<>();
            holding = true;
            bytesHeld = 0;
        }
        if (node == null) {
            json.end();
            return false;
        }
        Object item = form.item(node, walk.index(), violations);
        if (item == null || !holding) {
            walk.letGo();
        } else {
            held.add(item);
            bytesHeld += walk.keep();
            if (held.size() > MOST_HELD || bytesHeld > BYTES_HELD) {
                holding = false;
                held = List.of();
                walk.letGo(bytesHeld);
                bytesHeld = 0;
            }
        }
        return true;
    }

    /** The next item, which was checked before. */
    private @Nullable Object next(BodyText.Json json, ListWalk walk) throws IOException {
        JsonNode node = json.read(walk::next);
        if (node == null) {
            return null;
        }
        Object item = Objects.requireNonNull(form.item(node, walk.index(), new Violations(violations.dialect())));
        walk.letGo();
        return item;
    }

    /** About how much of the heap the last item takes, in characters. */
    private static long characters(ListWalk walk) {
        return walk.last() / BodyText.CHARACTER;
    }

    private interface Reading {
        @Nullable
        Object done() throws IOException;
    }

    private static @Nullable Object unchecked(Reading reading) {
        try {
            return reading.done();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
