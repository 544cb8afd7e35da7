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
 * Leaves connections to others. One operation may have half of the connections for requests, and all operations together that were
 * slow of late may have half of them: what waits for a table that is stuck does not hold up what needs another. In the same way,
 * one caller may have half of the connections for bulk writes.
 */
final class ConnectionShares {
    private static final long SLOW = TimeUnit.SECONDS.toNanos(1);
    /** How long it counts: a request that was slow had fast statements, too. */
    private static final long REMEMBERED = TimeUnit.SECONDS.toNanos(10);

    private final int most;
    private final Duration patience;
    private final Semaphore slow;
    private final Map<String, Operation> operations;

    private ConnectionShares(int most, int ofSlow, Duration patience, Map<String, Operation> operations) {
        this.most = most;
        this.patience = patience;
        this.slow = new Semaphore(ofSlow, true);
        this.operations = operations;
    }

    /**
     * Shares of operations, of which there are few.
     *
     * @param most how many connections one operation may have, and all slow ones together
     * @param patience how long a turn is waited for
     */
    static ConnectionShares ofOperations(int most, Duration patience) {
        return new ConnectionShares(most, most, patience, new ConcurrentHashMap<>());
    }

    /**
     * Shares of callers, of which there are many: they are forgotten when they have nothing. A slow caller counts as any other.
     *
     * @param most how many connections one caller may have
     * @param patience how long a turn is waited for
     */
    static ConnectionShares ofCallers(int most, Duration patience) {
        return new ConnectionShares(
                most,
                Integer.MAX_VALUE,
                patience,
                Caffeine.newBuilder().weakValues().<String, Operation>build().asMap());
    }

    /** @param slowUntil by {@link System#nanoTime} */
    private record Operation(Semaphore turns, AtomicLong slowUntil) {
        boolean isSlow() {
            return System.nanoTime() - slowUntil.get() < 0;
        }
    }

    /** Waits for the turn of an operation, such as {@code GET /v1/artefacts}, or of a caller. */
    Turn take(String name) throws SQLTransientConnectionException {
        long began = System.nanoTime();
        Operation operation = operations.computeIfAbsent(
                name, _ -> new Operation(new Semaphore(most, true), new AtomicLong(System.nanoTime())));
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
        return new Turn(operation, wasSlow);
    }

    /** Leave to have one connection; given back once. */
    final class Turn {
        private final Operation operation;
        private final boolean wasSlow;

        private Turn(Operation operation, boolean wasSlow) {
            this.operation = operation;
            this.wasSlow = wasSlow;
        }

        /** @param nanos for how long there was a connection */
        void back(long nanos) {
            if (nanos > SLOW) {
                operation.slowUntil().set(System.nanoTime() + REMEMBERED);
            }
            back();
        }

        /** Without having had a connection. */
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
