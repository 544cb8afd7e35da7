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

    Streams(JsonMapper json, WorkLimits limits, MeterRegistry metrics) {
        this.json = json;
        this.limits = limits;
        Gauge.builder("assay.streams.open", open, AtomicInteger::get)
                .description("Answers that are being sent part by part")
                .register(metrics);
    }

    /** It is written as work of this kind; the first part is there when this returns, so that its failure is still an answer. */
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

    /** 200 with JSON as its body. Not as a file: those are sent with leave to keep them for an hour. */
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

    /** As many at once as there are connections for them, so that none gives up waiting for one. */
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
