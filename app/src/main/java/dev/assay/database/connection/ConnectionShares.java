package dev.assay.database.connection;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits how many connections an operation may have, so that operations that wait for a blocked table do not hold up operations
 * that need another table. One operation may have half of the connections for requests, and all operations that were slow recently
 * may have half of them together. In the same way, one caller may have half of the connections for bulk writes.
 */
final class ConnectionShares {
    private static final long SLOW = TimeUnit.SECONDS.toNanos(1);
    /** How long an operation counts as slow, because a slow request also had fast statements. */
    private static final long REMEMBERED = TimeUnit.SECONDS.toNanos(10);

    private final int most;
    private final Duration patience;
    private final Semaphore slow;
    private final Map<String, Operation> operations;

    private ConnectionShares(int most, int ofSlow, Duration patience, Map<String, Operation> operations) {
        this.most = most;
        this.patience = patience;
        this.slow = new Semaphore(ofSlow);
        this.operations = operations;
    }

    /**
     * Shares of operations, of which there are few.
     *
     * @param most how many connections one operation may have, and how many all slow ones may have together
     * @param patience how long to wait for a turn
     */
    static ConnectionShares ofOperations(int most, Duration patience) {
        return new ConnectionShares(most, most, patience, new ConcurrentHashMap<>());
    }

    /**
     * Shares of callers, of which there are many: a caller is forgotten when it has no connection. Slow callers have no limit
     * together.
     *
     * @param most how many connections one caller may have
     * @param patience how long to wait for a turn
     */
    static ConnectionShares ofCallers(int most, Duration patience) {
        return new ConnectionShares(
                most,
                Integer.MAX_VALUE,
                patience,
                Caffeine.newBuilder().weakValues().<String, Operation>build().asMap());
    }

    /** @param slowUntil until when the operation counts as slow, by {@link System#nanoTime} */
    private record Operation(Semaphore turns, AtomicLong slowUntil) {
        boolean isSlow() {
            return System.nanoTime() - slowUntil.get() < 0;
        }
    }

    /** Waits for the turn of an operation, such as {@code GET /v1/artefacts}, or of a caller. */
    Lease take(String name) throws SQLTransientConnectionException {
        long began = System.nanoTime();
        Operation operation = operations.computeIfAbsent(
                name, _ -> new Operation(new Semaphore(most), new AtomicLong(System.nanoTime())));
        await(operation.turns(), began, name);
        boolean wasSlow = operation.isSlow();
        if (wasSlow) {
            try {
                await(slow, began, name);
            } catch (SQLTransientConnectionException e) {
                operation.turns().release();
                throw e;
            }
        }
        return new Lease(operation, wasSlow);
    }

    /** Permission to have one connection; given back once. */
    final class Lease {
        private final Operation operation;
        private final boolean wasSlow;

        private Lease(Operation operation, boolean wasSlow) {
            this.operation = operation;
            this.wasSlow = wasSlow;
        }

        /** @param nanos how long the connection was held */
        void back(long nanos) {
            if (nanos > SLOW) {
                operation.slowUntil().set(System.nanoTime() + REMEMBERED);
            }
            back();
        }

        /** Gives it back without having had a connection. */
        void back() {
            operation.turns().release();
            if (wasSlow) {
                slow.release();
            }
        }
    }

    private void await(Semaphore turns, long began, String name) throws SQLTransientConnectionException {
        try {
            if (turns.tryAcquire(patience.toNanos() - (System.nanoTime() - began), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new SQLTransientConnectionException(
                "no connection was free for " + name + " within " + patience.toMillis() + " ms");
    }
}
