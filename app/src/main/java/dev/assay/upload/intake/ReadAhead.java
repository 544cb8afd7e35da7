package dev.assay.upload.intake;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** What a reader finds in a content, one after the other, read some milliseconds ahead on the threads that are there for uploads. */
public final class ReadAhead<T, X extends Exception> {
    private final Content content;
    private final Reader<T, X> reader;
    private final Queue<T> found = new ArrayDeque<>();
    private boolean more = true;

    public ReadAhead(Content content, Reader<T, X> reader) {
        this.content = content;
        this.reader = reader;
    }

    /** Gives null at its end, and is not asked again. */
    @FunctionalInterface
    public interface Reader<T, X extends Exception> {
        @Nullable
        T next() throws IOException, X;
    }

    /** The next that is found, null after the last; not to be called again after it threw. */
    public @Nullable T next() throws IOException, X {
        if (found.isEmpty() && more) {
            more = content.step(this::read);
        }
        return found.poll();
    }

    private boolean read() throws IOException, X {
        long until = System.nanoTime() + UploadThreads.STEP;
        do {
            T next = reader.next();
            if (next == null) {
                return false;
            }
            found.add(next);
        } while (System.nanoTime() < until);
        return true;
    }
}
