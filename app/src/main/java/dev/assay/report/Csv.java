package dev.assay.report;

import dev.assay.database.CopyRow;
import dev.assay.web.stream.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * Writes CSV as REP-03 requires, from UTF-8 to UTF-8. A text that a spreadsheet would read as a formula gets an
 * apostrophe in front, and quotes around both.
 */
record Csv(Bytes out) {
    private static final int SECONDS = 19;
    private static final int MICROS = 26;

    /** NULL is an empty cell. */
    void cell(CopyRow row, int column) {
        cell(row.bytes(), row.from(column), row.to(column));
    }

    void cells(CopyRow row, int first, int last) {
        for (int column = first; column <= last; column++) {
            cell(row, column);
        }
    }

    void cell(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        cell(bytes, 0, bytes.length);
    }

    /** Writes a time with six digits of a fraction (REP-04). PostgreSQL omits zeros at its end. */
    void time(CopyRow row, int column) {
        int length = row.to(column) - row.from(column);
        out.write(row.bytes(), row.from(column), length);
        for (int i = length; i > SECONDS && i < MICROS; i++) {
            out.write('0');
        }
        out.write(',');
    }

    /** Ends the row, and replaces the comma after the last cell. */
    void end() {
        out.drop(1);
        out.write('\r');
        out.write('\n');
    }

    private void cell(byte[] bytes, int from, int to) {
        if (to > from && isFormula(bytes[from])) {
            out.write('"');
            out.write('\'');
            quoted(bytes, from, to);
        } else if (needsQuotes(bytes, from, to)) {
            out.write('"');
            quoted(bytes, from, to);
        } else {
            out.write(bytes, from, to - from);
        }
        out.write(',');
    }

    private void quoted(byte[] bytes, int from, int to) {
        int written = from;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '"') {
                out.write(bytes, written, i - written);
                out.write('"');
                written = i;
            }
        }
        out.write(bytes, written, to - written);
        out.write('"');
    }

    private static boolean isFormula(byte first) {
        return switch (first) {
            case '=', '+', '-', '@', '\t', '\r' -> true;
            default -> false;
        };
    }

    private static boolean needsQuotes(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b <= ',' && (b == ',' || b == '"' || b == '\n' || b == '\r')) {
                return true;
            }
        }
        return false;
    }
}
