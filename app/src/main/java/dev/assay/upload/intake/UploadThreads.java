package dev.assay.upload.intake;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads of the operating system for what uploads cost. A virtual thread that computes keeps its carrier until it waits for
 * something: as many uploads as there are processors would stop every request and probe. These threads are fewer than the
 * processors where there are more than two, and each piece of work is short, so that uploads take turns.
 */
@Singleton
class UploadThreads {
    private static final int WRITERS = 2;

    private final Map<Lane, Executor> lanes = new EnumMap<>(Lane.class);

    enum Lane {
        /** Writing to disk, which may have to wait for it. */
        DISK,
        /** Computing for small uploads, which do not wait for large ones. */
        SMALL,
        /** Computing for large uploads. */
        LARGE
    }

    UploadThreads(LargeUploadSettings large) {
        int processors = Runtime.getRuntime().availableProcessors();
        lanes.put(Lane.DISK, threads("upload-disk", WRITERS));
        lanes.put(Lane.SMALL, threads("upload-small", Math.max(1, processors / 4)));
        lanes.put(Lane.LARGE, threads("upload-large", Math.clamp(processors - 2, 1, large.atOnce())));
    }

    /** Has it done, and waits for it, also when interrupted: nothing that it uses may be closed before it ended. */
    <T, X extends Exception> T run(Lane lane, Content.Step<T, X> step) throws IOException, X {
        CompletableFuture<T> done = new CompletableFuture<>();
        lanes.get(lane).execute(() -> {
            try {
                done.complete(step.take());
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        try {
            return done.join();
        } catch (CompletionException e) {
            throw UploadThreads.<RuntimeException>asItWas(e.getCause());
        }
    }

    /** The compiler is told of X, and gets what the step threw. */
    @SuppressWarnings("unchecked")
    private static <X extends Throwable> X asItWas(Throwable thrown) throws X {
        throw (X) thrown;
    }

    private static Executor threads(String name, int count) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                count,
                count,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name(name + "-", 1).factory());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
