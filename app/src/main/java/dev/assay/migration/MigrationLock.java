package dev.assay.migration;

import dev.assay.database.Statements;
import java.sql.Connection;
import java.util.concurrent.TimeUnit;

/**
 * One migrator per database at a time, over looking, baselining and both branches. A lock of the session on a connection of its
 * own: it ends with the connection, so a killed migrator leaves none behind.
 */
final class MigrationLock implements AutoCloseable {
    /** "assay" in ASCII. */
    private static final long KEY = 0x61_73_73_61_79L;

    private final Statements statements;

    /** Waits for its turn. The connection must not be in a transaction and is not closed here. */
    MigrationLock(Connection connection) throws InterruptedException {
        this.statements = Statements.on(connection);
        // Asks again and again: waiting inside a statement would hold a snapshot, and the other's CREATE INDEX
        // CONCURRENTLY
        // would wait for this session while this session waits for the other
        while (!ask("SELECT pg_try_advisory_lock(:key)")) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    @Override
    public void close() {
        ask("SELECT pg_advisory_unlock(:key)");
    }

    private boolean ask(String sql) {
        return statements.query(sql).bind("key", KEY).mapTo(Boolean.class).one();
    }
}
