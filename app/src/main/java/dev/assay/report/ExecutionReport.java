package dev.assay.report;

import dev.assay.database.CopyRow;
import dev.assay.web.stream.Bytes;
import dev.assay.web.stream.Outgoing;

/** Writes the executions of a period, chunk by chunk. */
final class ExecutionReport {
    private static final int ID = 10;
    private static final int MOST_ROWS = 4_096;
    private static final int EXPECTED_ROW = 256;

    private final ReportRepository repository;
    private final Period period;
    private final Reports.ExecutionFormat format;
    private final IdWindows windows;

    ExecutionReport(ReportRepository repository, Period period, Reports.ExecutionFormat format) {
        this.repository = repository;
        this.period = period;
        this.format = format;
        this.windows = new IdWindows(period.newest().execution());
    }

    void write(Outgoing out) {
        format.begin(out);
        int rowSize = EXPECTED_ROW;
        while (!windows.isAtEnd()) {
            int limit = Math.clamp(out.enough() / rowSize, 1, MOST_ROWS);
            Chunk chunk = new Chunk(out, out.enough());
            repository.executions(period, windows, limit, chunk::take);
            if (chunk.full || chunk.rows == limit) {
                windows.wasReadTo(chunk.last);
            } else {
                windows.wasRead(chunk.rows, limit);
            }
            if (chunk.rows > 0) {
                rowSize = Math.max(1, out.size() / chunk.rows);
                out.send();
            }
        }
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
            last = row.number(ID);
            format.row(row, out);
            rows++;
            full = out.size() >= size;
            return !full;
        }
    }
}
