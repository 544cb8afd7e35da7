package dev.assay.operator.source;

import dev.assay.execution.ExecutionPatch;
import dev.assay.execution.Executions;
import dev.assay.execution.Executions.StartOutcome;
import dev.assay.execution.LockedExecution;
import dev.assay.execution.NewExecution;
import dev.assay.operator.resource.SourceSpec;
import dev.assay.operator.resource.SourceStatus.Totals;
import dev.assay.operator.source.log.LogFile;
import dev.assay.outcome.ExecutionStatus;
import dev.assay.result.NewResult;
import dev.assay.result.Results;
import dev.assay.upload.ReportFormat;
import dev.assay.upload.ReportResults;
import dev.assay.upload.junit.BrokenReport;
import dev.assay.upload.suite.Suites;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Records each finished object once. The row that marks an object as recorded is written in the same transaction as its
 * execution, so either both exist or neither.
 */
@Singleton
class CollectionRecorder {
    private static final String RECORDED = "RECORDED";
    private static final String BROKEN = "BROKEN";
    private static final String UNMAPPED = "UNMAPPED";
    private static final String METADATA = "result_source";
    private static final int LONGEST = 200;

    private final CollectedRepository collected;
    private final Executions executions;
    private final Results results;
    private final Suites suites;

    CollectionRecorder(CollectedRepository collected, Executions executions, Results results, Suites suites) {
        this.collected = collected;
        this.executions = executions;
        this.results = results;
        this.suites = suites;
    }

    /** Identifies a ResultSource: its cluster, namespace and name. */
    record SourceId(String cluster, String namespace, String source) {}

    /** The result of storing. */
    sealed interface Outcome {
        record Stored(int execution) implements Outcome {}

        /** The object was recorded before; nothing was stored. */
        record Repeated() implements Outcome {}
    }

    /** Thrown if start-test refuses the execution; nothing was stored. */
    static final class NotStarted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotStarted(String reason) {
            super(reason, null, false, false);
        }
    }

    /**
     * Stores the execution with its results, and marks the object as recorded, in one transaction.
     *
     * @throws NotStarted if the artefact is not described well enough
     */
    @Transactional
    Outcome store(
            SourceId sourceId,
            Finished finished,
            NewExecution start,
            ReportFormat format,
            CollectedResults findings,
            LogFile file) {
        String state = findings.error() == null ? RECORDED : BROKEN;
        if (claim(sourceId, finished, state, findings.error(), null) == 0) {
            return new Outcome.Repeated();
        }
        return switch (executions.start(start)) {
            case StartOutcome.NotStarted why -> throw new NotStarted(why.reason());
            case StartOutcome.Started(int id, var _) -> {
                write(sourceId, id, format, findings, file);
                collected.link(sourceId.cluster, finished.uid(), finished.container(), id);
                yield new Outcome.Stored(id);
            }
        };
    }

    /** Notes that the artefact under test cannot be determined. Returns false if this was known before. */
    @Transactional
    boolean unmapped(SourceId sourceId, Finished finished, String problem, String fingerprint) {
        return claim(sourceId, finished, UNMAPPED, problem, fingerprint) > 0;
    }

    /**
     * The objects that are still to be recorded, in their order. Objects that could not be mapped are left out until they or
     * the source change.
     */
    @Transactional(readOnly = true)
    List<Finished> open(String cluster, SourceSpec spec, List<Finished> all) {
        if (all.isEmpty()) {
            return List.of();
        }
        String[] objects = all.stream().map(Finished::uid).toArray(String[]::new);
        String[] containers = all.stream().map(Finished::container).toArray(String[]::new);
        return collected.open(cluster, objects, containers).stream()
                .filter(row -> row.fingerprint() == null
                        || !row.fingerprint().equals(all.get(row.place() - 1).fingerprint(spec)))
                .map(row -> all.get(row.place() - 1))
                .toList();
    }

    /** The numbers that the database has for a source. */
    @Transactional(readOnly = true)
    Totals totals(SourceId sourceId) {
        CollectedRepository.TotalRow total = collected.total(sourceId.cluster, sourceId.namespace, sourceId.source);
        String error = total.failed() == 0
                ? null
                : collected
                        .lastError(sourceId.cluster, sourceId.namespace, sourceId.source)
                        .orElse(null);
        return new Totals(total.collected(), total.failed(), error);
    }

    private int claim(
            SourceId sourceId, Finished finished, String state, @Nullable String error, @Nullable String fingerprint) {
        return collected.claim(
                sourceId.cluster,
                finished.uid(),
                finished.container(),
                sourceId.namespace,
                sourceId.source,
                state,
                error == null ? null : CollectedResults.storable(finished.shown() + ": " + error),
                fingerprint);
    }

    private void write(SourceId sourceId, int id, ReportFormat format, CollectedResults findings, LogFile file) {
        LockedExecution execution = executions.lock(id).orElseThrow();
        String source = sourceId.namespace + "/" + sourceId.source;
        Map<String, List<String>> metadata = source.length() <= LONGEST ? Map.of(METADATA, List.of(source)) : Map.of();
        try (Chain chain = new Chain(format, findings, file)) {
            results.record(execution, null, metadata, false, chain::next);
            suites.record(id, null, chain.suites);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        executions.replaceEvents(id, findings.events());
        if (findings.premature()) {
            executions.patch(id, ExecutionPatch.to(ExecutionStatus.ENDED_PREMATURELY));
        }
    }

    /**
     * Iterates over the results of all files, then over the added ones. Every file was read to its end before, so none can be
     * broken.
     */
    private static final class Chain implements AutoCloseable {
        private final ReportFormat format;
        private final LogFile file;
        private final Iterator<LogFile.ByteRange> reports;
        private final Iterator<NewResult> added;
        private final List<Suites.Suite> suites = new ArrayList<>();
        private @Nullable ReportResults current;

        Chain(ReportFormat format, CollectedResults findings, LogFile file) {
            this.format = format;
            this.file = file;
            this.reports = findings.reports().iterator();
            this.added = findings.added().iterator();
        }

        @Nullable
        NewResult next() {
            try {
                while (current != null || reports.hasNext()) {
                    if (current == null) {
                        LogFile.ByteRange report = reports.next();
                        int firstSuite = suites.isEmpty() ? 0 : suites.getLast().position() + 1;
                        current = ReportResults.open(format, file.open(report.from(), report.to()), firstSuite);
                    }
                    NewResult result = current.next();
                    if (result != null) {
                        return result;
                    }
                    suites.addAll(Objects.requireNonNull(current).suites());
                    Objects.requireNonNull(current).close();
                    current = null;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (BrokenReport e) {
                throw new IllegalStateException("could be read before", e);
            }
            return added.hasNext() ? added.next() : null;
        }

        @Override
        public void close() throws IOException {
            if (current != null) {
                current.close();
            }
        }
    }
}
