package dev.assay.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/**
 * One migrator per database at a time, over looking, baselining and both branches. A lock of the session on a connection of its
 * own: it ends with the connection, so a killed migrator leaves none behind.
 */
final class MigrationLock implements AutoCloseable {
    /** "assay" in ASCII. */
    private static final long KEY = 0x61_73_73_61_79L;

    private final Connection connection;

    /** Waits for its turn. The connection must not be in a transaction and is not closed here. */
    MigrationLock(Connection connection) throws SQLException, InterruptedException {
        this.connection = connection;
        // Asks again and again: waiting inside a statement would hold a snapshot, and the other's CREATE INDEX
        // CONCURRENTLY
        // would wait for this session while this session waits for the other
        while (!ask("SELECT pg_try_advisory_lock(?)")) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    @Override
    public void close() throws SQLException {
        ask("SELECT pg_advisory_unlock(?)");
    }

    private boolean ask(String sql) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setLong(1, KEY);
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}
