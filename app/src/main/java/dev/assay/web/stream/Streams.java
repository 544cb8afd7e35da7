package dev.assay.web.stream;

import dev.assay.database.Work;
import dev.assay.database.connection.WorkLimits;
import dev.assay.platform.Bytes;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Streams for any number of callers at once. A few parts of an operation are read at a time, whoever asks, and wait for each other;
 * what all open streams hold together is bounded, so the more there are, the smaller are their parts.
 */
@Singleton
public class Streams {
    private static final int MEMORY = 8 << 20;
    private static final int LARGEST = 1 << 20;
    private static final int SMALLEST = 16 << 10;

    private final JsonMapper json;
    private final WorkLimits limits;
    private final Map<String, Semaphore> readers = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();

    Streams(JsonMapper json, WorkLimits limits) {
        this.json = json;
        this.limits = limits;
    }

    /** Parts are read as work of this kind; the first is there when this returns, so that its failure is still an answer. */
    public InputStream open(Work work, Parts parts) {
        Semaphore turns = turns(work);
        open.incrementAndGet();
        try {
            return new Sent(out -> work.during(() -> next(turns, parts, out)), open::decrementAndGet);
        } catch (RuntimeException e) {
            open.decrementAndGet();
            throw e;
        }
    }

    /** 200 with these as its body. Not as a file: those are sent with leave to keep them for an hour. */
    public HttpResponse<InputStream> json(Parts parts) {
        return HttpResponse.ok(open(Work.REQUEST, parts)).contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    /**
     * 200 with a JSON array that is read page by page.
     *
     * @param first the first page
     * @param after the page that follows an item; empty at the end
     */
    public <T> HttpResponse<InputStream> array(List<T> first, Function<T, List<T>> after) {
        return json(new JsonArray<>(json, first, after));
    }

    /** How many are being sent. */
    public int inProgress() {
        return open.get();
    }

    /** As many at once as there are connections for them, so that none gives up waiting for one. */
    private Semaphore turns(Work work) {
        boolean request = work == Work.REQUEST;
        return readers.computeIfAbsent(
                request ? Work.operation() : work.wire(),
                _ -> new Semaphore(request ? limits.ofOneOperation() : limits.connections(work), true));
    }

    private boolean next(Semaphore turns, Parts parts, Bytes out) {
        turns.acquireUninterruptibly();
        try {
            return parts.next(out, Math.clamp(MEMORY / Math.max(1, open.get()), SMALLEST, LARGEST));
        } finally {
            turns.release();
        }
    }
}
