package dev.assay.database;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code COPY … TO STDOUT} in text format. The cells are UTF-8 and are unescaped in place. One object is used for one
 * row after the other.
 */
public final class CopyRow {
    private final int[] from;
    private final int[] to;
    private byte[] bytes = {};

    public CopyRow(int columns) {
        this.from = new int[columns];
        this.to = new int[columns];
    }

    /** @param line the row as the server sent it; it is changed, and kept until the next row */
    public void read(byte[] line) {
        bytes = line;
        int column = 0;
        int end = 0;
        boolean absent = false;
        from[0] = 0;
        for (int i = 0; i < line.length; i++) {
            byte b = line[i];
            if (b == '\\') {
                byte escaped = line[++i];
                absent = escaped == 'N';
                if (!absent) {
                    line[end++] = unescaped(escaped);
                }
            } else if (b == '\t' || b == '\n') {
                to[column++] = absent ? -1 : end;
                absent = false;
                if (b == '\t') {
                    from[column] = end;
                }
            } else {
                line[end++] = b;
            }
        }
    }

    /** The bytes of all cells, one after the other. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where a cell begins. */
    public int from(int column) {
        return from[column];
    }

    /** Where a cell ends; for an empty cell or NULL it is where the cell begins. */
    public int to(int column) {
        return Math.max(from[column], to[column]);
    }

    /** The text of a cell; null for NULL. */
    public @Nullable String text(int column) {
        return to[column] < 0
                ? null
                : new String(bytes, from[column], to[column] - from[column], StandardCharsets.UTF_8);
    }

    /** The text of a cell in a column that is never NULL. */
    public String must(int column) {
        return Objects.requireNonNull(text(column));
    }

    /** The number in a cell of a column of positive numbers that is never NULL. */
    public int number(int column) {
        int number = 0;
        for (int i = from[column]; i < to[column]; i++) {
            number = number * 10 + bytes[i] - '0';
        }
        return number;
    }

    private static byte unescaped(byte letter) {
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> 0x0b;
            default -> letter;
        };
    }
}
