package dev.assay.web.stream;

import dev.assay.database.Work;
import dev.assay.database.connection.WorkLimits;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.context.ServerRequestContext;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Streams responses to any number of callers at once. Only a few parts of one operation are read at a time; other callers of the
 * operation wait. What all open streams hold together is bounded, so the more streams are open, the smaller are their parts.
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

    Streams(JsonMapper json, WorkLimits limits, MeterRegistry metrics) {
        this.json = json;
        this.limits = limits;
        Gauge.builder("assay.streams.open", open, AtomicInteger::get)
                .description("Responses that are being sent part by part")
                .register(metrics);
    }

    /**
     * Opens a stream whose writer runs as this kind of work. When this returns, the first part is ready, so that its failure can
     * still be answered with an error.
     */
    public InputStream open(Work work, Consumer<Outgoing> writer) {
        HttpRequest<Object> request = ServerRequestContext.currentRequest().orElse(null);
        Outgoing answer = new Outgoing(turns(work), this::enough);
        open.incrementAndGet();
        Thread.startVirtualThread(() ->
                ServerRequestContext.with(request, (Runnable) () -> work.during(() -> answer.write(writer))));
        try {
            answer.begin();
        } catch (RuntimeException | Error e) {
            open.decrementAndGet();
            throw e;
        }
        return new ResponseStream(answer, open::decrementAndGet);
    }

    /** 200 with JSON as its body. It is not sent as a file, because files are sent with permission to cache them for an hour. */
    public HttpResponse<InputStream> json(Consumer<JsonWriter> writer) {
        InputStream body = open(Work.REQUEST, out -> writer.accept(new JsonWriter(json, out)));
        return HttpResponse.ok(body).contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    /**
     * 200 with a JSON array that is read page by page.
     *
     * @param first the first page
     * @param after the page that follows an item; empty at the end
     */
    public <T> HttpResponse<InputStream> array(List<T> first, Function<T, List<T>> after) {
        return json(out -> out.list(first, after, out::value));
    }

    /** Allows as many at once as there are connections for them, so that none times out waiting for a connection. */
    private Semaphore turns(Work work) {
        boolean request = work == Work.REQUEST;
        return readers.computeIfAbsent(
                request ? Work.operation() : work.wire(),
                _ -> new Semaphore(request ? limits.half(Work.REQUEST) : limits.connections(work), true));
    }

    private int enough() {
        return Math.clamp(MEMORY / Math.max(1, open.get()), SMALLEST, LARGEST);
    }
}
