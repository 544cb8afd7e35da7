package dev.assay.web.intake;

import java.util.concurrent.atomic.AtomicLong;

/** A number of bytes that all takers share. */
final class ByteLimit {
    private final long size;
    private final AtomicLong taken = new AtomicLong();

    ByteLimit(long size) {
        this.size = size;
    }

    /** False, without taking anything, if not enough is left. */
    boolean take(long bytes) {
        long most = size - bytes;
        return taken.getAndUpdate(now -> now <= most ? now + bytes : now) <= most;
    }

    /** In bytes. */
    long size() {
        return size;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }

    /** In bytes. */
    long taken() {
        return taken.get();
    }
}
