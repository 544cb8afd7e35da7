package dev.assay.migration;

import dev.assay.database.Statements;
import java.sql.Connection;
import java.util.concurrent.TimeUnit;

/**
 * Lets one migrator at a time work on a database, from the look at its contents to the last script of both branches. It is a
 * session lock on a connection of its own: it ends with the connection, so a killed migrator does not leave it behind.
 */
final class MigrationLock implements AutoCloseable {
    /** "assay" in ASCII. */
    private static final long KEY = 0x61_73_73_61_79L;

    private final Statements statements;

    /** Waits for its turn. The connection must not be in a transaction and is not closed here. */
    MigrationLock(Connection connection) throws InterruptedException {
        this.statements = Statements.on(connection);
        // Polls: waiting inside a statement would hold a snapshot, and then this session and the other's
        // CREATE INDEX CONCURRENTLY would wait for each other
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
