package dev.assay.report;

import dev.assay.platform.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A report that is read chunk by chunk while it is sent, one chunk ahead of the client. The first is there when this is made,
 * so that its failure is answered; a later failure breaks the connection, so that half a report never looks whole.
 */
final class ReportStream extends InputStream {
    private static final Executor THREADS = Thread::startVirtualThread;
    private static final int EXPECTED = 16 << 10;

    private final Predicate<Bytes> source;
    private final Runnable whenClosed;
    private Bytes chunk;
    private int position;
    private @Nullable CompletableFuture<Bytes> ahead;
    private volatile boolean closed;
    private boolean more;

    /** @param source writes the next chunk; false when it was the last */
    ReportStream(Predicate<Bytes> source, Runnable whenClosed) {
        this.source = source;
        this.whenClosed = whenClosed;
        this.chunk = read(EXPECTED);
        lookAhead();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        while (position == chunk.size()) {
            if (ahead == null) {
                return -1;
            }
            chunk = next(ahead);
            position = 0;
            lookAhead();
        }
        int part = Math.min(length, chunk.size() - position);
        chunk.read(position, target, offset, part);
        position += part;
        return part;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            whenClosed.run();
        }
    }

    private void lookAhead() {
        int expected = chunk.size() + EXPECTED;
        ahead = more ? CompletableFuture.supplyAsync(() -> read(expected), THREADS) : null;
    }

    private Bytes read(int expected) {
        Bytes out = new Bytes(expected);
        more = !closed && source.test(out);
        return out;
    }

    private static Bytes next(CompletableFuture<Bytes> ahead) throws IOException {
        try {
            return ahead.join();
        } catch (CompletionException e) {
            throw new IOException("the report cannot be read on", e.getCause());
        }
    }
}
