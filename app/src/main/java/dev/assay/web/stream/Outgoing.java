package dev.assay.web.stream;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A response while it is written and sent. The writer has its own thread and is one part ahead of the client: when it sends a part,
 * it waits until the client has the part before, and gives up its turn meanwhile. It must not hold a connection while it waits.
 */
public final class Outgoing extends Bytes {
    private static final int EXPECTED = 16 << 10;

    private final Semaphore turns;
    private final IntSupplier enough;
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Bytes waiting;
    private @Nullable Throwable failure;
    private boolean ended;
    private boolean closed;

    /**
     * @param turns limits how many responses are written at the same time
     * @param enough the present size of a part in bytes
     */
    Outgoing(Semaphore turns, IntSupplier enough) {
        super(EXPECTED);
        this.turns = turns;
        this.enough = enough;
    }

    /** The client does not read the rest. */
    private static final class Unwanted extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** The size of a part in bytes. */
    public int enough() {
        return enough.getAsInt();
    }

    /** Sends what was written, if it is enough for a part. */
    public void sendIfFull() {
        if (size() >= enough()) {
            send();
        }
    }

    /** Sends what was written, and waits until the client reads it. */
    public void send() {
        int expected = size() + EXPECTED;
        turns.release();
        lock.lock();
        try {
            waiting = size() == 0 ? null : take();
            changed.signalAll();
            while (waiting != null && !closed) {
                changed.awaitUninterruptibly();
            }
            if (closed) {
                throw new Unwanted();
            }
            room(expected);
        } finally {
            lock.unlock();
            turns.acquireUninterruptibly();
        }
    }

    /** Runs the writer to its end. */
    void write(Consumer<Outgoing> writer) {
        turns.acquireUninterruptibly();
        try {
            writer.accept(this);
            end(size() == 0 ? null : take(), null);
        } catch (Unwanted e) {
            end(null, null);
        } catch (Throwable e) {
            end(null, e);
        } finally {
            turns.release();
        }
    }

    private void end(@Nullable Bytes last, @Nullable Throwable why) {
        lock.lock();
        try {
            waiting = last;
            failure = why;
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the first part, or throws the writer's exception. */
    void begin() {
        lock.lock();
        try {
            await();
            switch (failure) {
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case null, default -> {}
            }
        } finally {
            lock.unlock();
        }
    }

    /** The next part; null at the end. */
    @Nullable
    Bytes next() throws IOException {
        lock.lock();
        try {
            await();
            if (failure != null) {
                throw new IOException("the rest of the response could not be written", failure);
            }
            Bytes next = waiting;
            waiting = null;
            changed.signalAll();
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Stops the writer, because the client does not read on; false if it was stopped before. */
    boolean stop() {
        lock.lock();
        try {
            boolean before = closed;
            closed = true;
            changed.signalAll();
            return !before;
        } finally {
            lock.unlock();
        }
    }

    private void await() {
        while (waiting == null && !ended) {
            changed.awaitUninterruptibly();
        }
    }
}
