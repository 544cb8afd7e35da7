package dev.assay.database;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * {@code COPY … FROM STDIN (FORMAT binary)} on the caller's connection and transaction: the fastest way to insert rows, in bounded
 * memory. Call {@link #row} and then one method per column, in the column order of the statement; {@link #finish} ends the copy.
 * Closing an unfinished copy cancels it, which fails the transaction.
 */
public final class BinaryCopy implements AutoCloseable {
    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final int FLUSH_AT = 64 * 1024;
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private final CopyIn copy;
    private ByteBuffer buffer = ByteBuffer.allocate(2 * FLUSH_AT);

    BinaryCopy(Connection connection, String sql) throws SQLException {
        this.copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        buffer.put(HEADER);
    }

    /** Begins a row. */
    public void row(int columns) throws SQLException {
        if (buffer.position() > FLUSH_AT) {
            flush();
        }
        room(2).putShort((short) columns);
    }

    public void int4(@Nullable Integer value) {
        if (value == null) {
            room(4).putInt(-1);
        } else {
            room(8).putInt(4).putInt(value);
        }
    }

    public void int8(@Nullable Long value) {
        if (value == null) {
            room(4).putInt(-1);
        } else {
            room(12).putInt(8).putLong(value);
        }
    }

    /** In UTC, microseconds. */
    public void timestamp(@Nullable Instant value) {
        if (value == null) {
            room(4).putInt(-1);
            return;
        }
        room(12).putInt(8).putLong(ChronoUnit.MICROS.between(EPOCH, value));
    }

    /** Text or an enum's label. */
    public void text(@Nullable String value) {
        if (value == null) {
            room(4).putInt(-1);
            return;
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        room(4 + bytes.length).putInt(bytes.length).put(bytes);
    }

    /** For a column of type {@code jsonb}. */
    public void jsonb(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        // The version of the format
        room(5 + bytes.length).putInt(1 + bytes.length).put((byte) 1).put(bytes);
    }

    /** Ends the copy; returns the number of rows. */
    public long finish() throws SQLException {
        room(2).putShort((short) -1);
        flush();
        return copy.endCopy();
    }

    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }

    private void flush() throws SQLException {
        copy.writeToCopy(buffer.array(), 0, buffer.position());
        buffer.clear();
        if (buffer.capacity() > 64 * FLUSH_AT) {
            buffer = ByteBuffer.allocate(2 * FLUSH_AT);
        }
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(buffer.capacity() * 2, buffer.position() + bytes));
            buffer = larger.put(buffer.flip());
        }
        return buffer;
    }
}
