package dev.assay.web.intake;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Reads items from the content of an upload, one step ahead of the caller, on the threads for uploads. */
public final class ReadAhead<T, X extends Exception> {
    /** A step ends when it exceeds one of these limits: about ten milliseconds, and some megabytes of heap at most. */
    private static final int MOST = 5_000;

    private static final long HEAVIEST = 1 << 20;

    private final UploadContent content;
    private final Reader<T, X> reader;
    private final ToLongFunction<T> weight;
    private final Queue<T> found = new ArrayDeque<>();
    private boolean more = true;

    /** @param weight how much of the heap an item takes, in characters */
    public ReadAhead(UploadContent content, Reader<T, X> reader, ToLongFunction<T> weight) {
        this.content = content;
        this.reader = reader;
        this.weight = weight;
    }

    /** Returns null at the end, and is not called again. */
    @FunctionalInterface
    public interface Reader<T, X extends Exception> {
        @Nullable
        T next() throws IOException, X;
    }

    /** The next item; null after the last. Not to be called again after it threw. */
    public @Nullable T next() throws IOException, X {
        if (found.isEmpty() && more) {
            more = content.step(this::read);
        }
        return found.poll();
    }

    private boolean read() throws IOException, X {
        long heavy = 0;
        do {
            T next = reader.next();
            if (next == null) {
                return false;
            }
            found.add(next);
            heavy += weight.applyAsLong(next);
        } while (found.size() < MOST && heavy < HEAVIEST);
        return true;
    }
}
