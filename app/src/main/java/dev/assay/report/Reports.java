package dev.assay.report;

import dev.assay.database.CopyRow;
import dev.assay.database.Work;
import dev.assay.web.stream.Bytes;
import dev.assay.web.stream.Outgoing;
import dev.assay.web.stream.Streams;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Streams reports of any length to any number of concurrent callers. */
@Singleton
public class Reports {
    private final ReportRepository repository;
    private final Streams streams;

    Reports(ReportRepository repository, Streams streams) {
        this.repository = repository;
        this.streams = streams;
    }

    /** A format for executions. */
    public interface ExecutionFormat {
        /** What comes first. */
        void begin(Bytes out);

        /** @param row as {@link ReportRepository#executions} reads it */
        void row(CopyRow row, Bytes out);
    }

    /**
     * A format for results.
     *
     * @param <T> what the format keeps of an execution for its results
     */
    public interface ResultFormat<T> {
        /** What comes first. */
        void begin(Bytes out);

        /** @param row as {@link ReportRepository#described} reads it */
        T execution(CopyRow row);

        /** @param row as {@link ReportRepository#results} reads it */
        void row(T execution, CopyRow row, Bytes out);
    }

    /** Executions of the period, in the order of their ids (REP-10). */
    public InputStream executions(@Nullable Instant start, @Nullable Instant end, ExecutionFormat format) {
        return open(start, end, period -> new ExecutionReport(repository, period, format)::write);
    }

    /** Results of artefacts of the period, by execution and id (REP-20). */
    public <T> InputStream results(@Nullable Instant start, @Nullable Instant end, ResultFormat<T> format) {
        return open(start, end, period -> new ResultReport<>(repository, period, format)::write);
    }

    private InputStream open(
            @Nullable Instant start, @Nullable Instant end, Function<Period, Consumer<Outgoing>> report) {
        Period.Newest newest = repository.newest();
        Period period = new Period(start, Objects.requireNonNullElse(end, newest.now()), newest);
        return streams.open(Work.REPORT, report.apply(period));
    }
}
