package dev.assay.web.stream;

import dev.assay.platform.Bytes;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.context.ServerRequestContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is made part by part while it is sent, one part ahead of the client. The first is there when this is made, so that its
 * failure is answered; a later failure breaks the connection, so that half an answer never looks whole.
 */
final class Sent extends InputStream {
    private static final Executor THREADS = Thread::startVirtualThread;
    private static final int EXPECTED = 16 << 10;

    private final Predicate<Bytes> source;

    /** Other threads read on; what they do is still this request's. */
    private final @Nullable HttpRequest<Object> request =
            ServerRequestContext.currentRequest().orElse(null);

    private final Runnable whenClosed;
    private Bytes part;
    private int position;
    private @Nullable CompletableFuture<Bytes> ahead;
    private volatile boolean closed;
    private boolean more;

    /** @param source writes the next part; false when it was the last */
    Sent(Predicate<Bytes> source, Runnable whenClosed) {
        this.source = source;
        this.whenClosed = whenClosed;
        this.part = read(EXPECTED);
        lookAhead();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        while (position == part.size()) {
            if (ahead == null) {
                return -1;
            }
            part = next(ahead);
            position = 0;
            lookAhead();
        }
        int count = Math.min(length, part.size() - position);
        part.read(position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            whenClosed.run();
        }
    }

    private void lookAhead() {
        int expected = part.size() + EXPECTED;
        ahead = more ? CompletableFuture.supplyAsync(() -> read(expected), THREADS) : null;
    }

    private Bytes read(int expected) {
        Bytes out = new Bytes(expected);
        more = !closed && ServerRequestContext.with(request, (Supplier<Boolean>) () -> source.test(out));
        return out;
    }

    private static Bytes next(CompletableFuture<Bytes> ahead) throws IOException {
        try {
            return ahead.join();
        } catch (CompletionException e) {
            throw new IOException("the answer cannot be read on", e.getCause());
        }
    }
}
