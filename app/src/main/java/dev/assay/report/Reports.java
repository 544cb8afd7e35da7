package dev.assay.report;

import dev.assay.database.Work;
import dev.assay.web.stream.Parts;
import dev.assay.web.stream.Streams;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.time.LocalDateTime;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reports for any number of callers at once, of any length. */
@Singleton
class Reports {
    private final ReportRepository repository;
    private final Streams streams;

    Reports(ReportRepository repository, Streams streams) {
        this.repository = repository;
        this.streams = streams;
    }

    /** Executions of the period, in the order of their ids (REP-10). */
    InputStream executions(@Nullable LocalDateTime start, @Nullable LocalDateTime end, ExecutionReport.Format format) {
        return open(start, end, period -> new ExecutionReport(repository, period, format));
    }

    /** Results of artefacts of the period, by execution and id (REP-20). */
    <T> InputStream results(@Nullable LocalDateTime start, @Nullable LocalDateTime end, ResultReport.Format<T> format) {
        return open(start, end, period -> new ResultReport<>(repository, period, format));
    }

    private InputStream open(
            @Nullable LocalDateTime start, @Nullable LocalDateTime end, Function<Period, Parts> report) {
        Period.Newest newest = repository.newest();
        Period period = new Period(start, Objects.requireNonNullElse(end, newest.now()), newest);
        return streams.open(Work.REPORT, report.apply(period));
    }
}
