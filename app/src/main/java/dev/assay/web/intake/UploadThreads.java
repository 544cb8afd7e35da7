package dev.assay.web.intake;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Platform threads for the work that uploads cause. A virtual thread that computes keeps its carrier until it waits for something,
 * so as many uploads as there are processors would stop every request and probe. These threads are fewer than the processors, if
 * there are more than two, and each piece of work is short, so uploads take turns.
 */
@Singleton
class UploadThreads {
    private static final int WRITERS = 2;

    private final Executor disk = threads("upload-disk", WRITERS);
    private final Executor small;
    private final Executor large;

    enum Lane {
        /** Writing to disk, which may block. */
        DISK,
        /** Computing for small uploads, which do not wait for large ones. */
        SMALL,
        /** Computing for large uploads. */
        LARGE
    }

    UploadThreads(LargeUploadSettings settings) {
        int processors = Runtime.getRuntime().availableProcessors();
        this.small = threads("upload-small", Math.max(1, processors / 4));
        this.large = threads("upload-large", Math.clamp(processors - 2, 1, settings.atOnce()));
    }

    /** Runs a step and waits for it, even if interrupted: nothing that the step uses may be closed before it ends. */
    <T, X extends Exception> T run(Lane lane, UploadContent.Step<T, X> step) throws IOException, X {
        CompletableFuture<UploadContent.Step<T, X>> done = new CompletableFuture<>();
        Executor threads = switch (lane) {
            case DISK -> disk;
            case SMALL -> small;
            case LARGE -> large;
        };
        threads.execute(() -> done.complete(outcome(step)));
        return done.join().take();
    }

    /** A step that returns what the step returned, or throws what it threw. */
    @SuppressWarnings("unchecked") // X is the only other exception that it may throw
    private static <T, X extends Exception> UploadContent.Step<T, X> outcome(UploadContent.Step<T, X> step) {
        try {
            T given = step.take();
            return () -> given;
        } catch (IOException | RuntimeException | Error e) {
            return () -> {
                throw e;
            };
        } catch (Exception e) {
            X thrown = (X) e;
            return () -> {
                throw thrown;
            };
        }
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
