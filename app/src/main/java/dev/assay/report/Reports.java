package dev.assay.report;

import dev.assay.database.Work;
import dev.assay.database.WorkLimits;
import dev.assay.platform.Bytes;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.context.ServerRequestContext;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.time.LocalDateTime;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reports for any number of callers at once. A few chunks are read at a time, whoever asks, as there are
 * connections for reports; what all open reports hold together is bounded, so the more there are, the smaller are their chunks.
 */
@Singleton
class Reports {
    private static final int MEMORY = 16 << 20;
    private static final int LARGEST = 1 << 20;
    private static final int SMALLEST = 16 << 10;

    private final ReportRepository repository;
    private final Semaphore readers;
    private final AtomicInteger open = new AtomicInteger();

    Reports(ReportRepository repository, WorkLimits limits) {
        this.repository = repository;
        this.readers = new Semaphore(limits.connections(Work.REPORT), true);
    }

    /** What is read chunk by chunk. */
    interface Source {
        /**
         * Writes the next chunk.
         *
         * @param size how many bytes are enough
         * @return whether there may be more
         */
        boolean next(Bytes out, int size);
    }

    /** Executions of the period, in the order of their ids (REP-10). */
    InputStream executions(@Nullable LocalDateTime start, @Nullable LocalDateTime end, ExecutionReport.Format format) {
        return open(start, end, period -> new ExecutionReport(repository, period, format));
    }

    /** Results of artefacts of the period, by execution and id (REP-20). */
    <T> InputStream results(@Nullable LocalDateTime start, @Nullable LocalDateTime end, ResultReport.Format<T> format) {
        return open(start, end, period -> new ResultReport<>(repository, period, format));
    }

    /** How many are being sent. */
    int inProgress() {
        return open.get();
    }

    private InputStream open(
            @Nullable LocalDateTime start, @Nullable LocalDateTime end, Function<Period, Source> report) {
        Period.Newest newest = repository.newest();
        Source source = report.apply(new Period(start, Objects.requireNonNullElse(end, newest.now()), newest));
        // Other threads read on; what they do is still this request's
        Optional<HttpRequest<Object>> request = ServerRequestContext.currentRequest();
        open.incrementAndGet();
        try {
            return new ReportStream(
                    out -> ServerRequestContext.with(request.orElse(null), (Supplier<Boolean>) () -> next(source, out)),
                    open::decrementAndGet);
        } catch (RuntimeException e) {
            open.decrementAndGet();
            throw e;
        }
    }

    private boolean next(Source source, Bytes out) {
        readers.acquireUninterruptibly();
        try {
            int size = Math.clamp(MEMORY / Math.max(1, open.get()), SMALLEST, LARGEST);
            return Work.REPORT.during(() -> source.next(out, size));
        } finally {
            readers.release();
        }
    }
}
