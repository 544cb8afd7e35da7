package dev.assay.report;

import dev.assay.database.CopyRow;
import dev.assay.web.stream.Bytes;
import dev.assay.web.stream.Outgoing;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Writes the results of a period's artefacts, chunk by chunk. It reads the columns of executions first, once for each
 * execution, and then their results. The number of executions for a chunk follows from how many filled the last one.
 *
 * @param <T> what the format keeps of an execution for its results
 */
final class ResultReport<T> {
    private static final int MOST_ROWS = 4_096;
    private static final int MOST_EXECUTIONS = 1_024;
    private static final int EXPECTED_ROW = 512;
    private static final int EXPECTED_RESULTS = 64;
    private static final int CHUNKS_DESCRIBED = 8;

    private final ReportRepository repository;
    private final Period period;
    private final Reports.ResultFormat<T> format;
    private final Deque<Part<T>> parts = new ArrayDeque<>();
    private final IdWindows windows;
    private int rowSize = EXPECTED_ROW;
    private int resultsEach = EXPECTED_RESULTS;

    ResultReport(ReportRepository repository, Period period, Reports.ResultFormat<T> format) {
        this.repository = repository;
        this.period = period;
        this.format = format;
        this.windows = new IdWindows(period.newest().execution());
    }

    /** An execution that still has results to write. */
    private record Part<T>(int execution, T described, int after) {}

    void write(Outgoing out) {
        format.begin(out);
        while (!windows.isAtEnd() || !parts.isEmpty()) {
            int size = out.enough();
            int limit = Math.clamp(size / rowSize, 1, MOST_ROWS);
            int executions = Math.clamp(Math.ceilDiv(limit, resultsEach), 1, MOST_EXECUTIONS);
            while (parts.size() < executions && !windows.isAtEnd()) {
                describe(Math.min(executions * CHUNKS_DESCRIBED, MOST_EXECUTIONS) - parts.size(), size);
            }
            if (!parts.isEmpty()) {
                read(out, size, limit, parts.stream().limit(executions).toList());
            }
            out.send();
        }
    }

    private void describe(int limit, int size) {
        int before = parts.size();
        int[] held = {0};
        repository.described(period, windows, limit, row -> {
            parts.add(new Part<>(row.number(0), format.execution(row), 0));
            held[0] += row.to(17);
            return held[0] < size;
        });
        int found = parts.size() - before;
        if (found == limit || held[0] >= size) {
            windows.wasReadTo(parts.getLast().execution());
        } else {
            windows.wasRead(found, limit);
        }
    }

    private void read(Bytes out, int size, int limit, List<Part<T>> asked) {
        int begin = out.size();
        int before = parts.size();
        Chunk chunk = new Chunk(out, size);
        repository.results(asked, Part::execution, Part::after, period.newest().result(), limit, chunk::take);
        if (chunk.rows > 0) {
            rowSize = Math.max(1, (out.size() - begin) / chunk.rows);
        }
        if (chunk.full || chunk.rows == limit) {
            Part<T> current = parts.removeFirst();
            parts.addFirst(new Part<>(current.execution(), current.described(), chunk.last));
        } else {
            while (before - parts.size() < asked.size()) {
                parts.removeFirst();
            }
        }
        resultsEach = Math.max(1, chunk.rows / Math.max(1, before - parts.size()));
    }

    private final class Chunk {
        private final Bytes out;
        private final int size;
        private int rows;
        private int last;
        private boolean full;

        Chunk(Bytes out, int size) {
            this.out = out;
            this.size = size;
        }

        boolean take(CopyRow row) {
            int execution = row.number(0);
            while (parts.getFirst().execution() != execution) {
                parts.removeFirst();
            }
            format.row(parts.getFirst().described(), row, out);
            last = row.number(1);
            rows++;
            full = out.size() >= size;
            return !full;
        }
    }
}
