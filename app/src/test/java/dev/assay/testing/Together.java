package dev.assay.testing;

import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Runs things at the same time. */
public final class Together {
    private Together() {}

    /** Calls with 0 to {@code count - 1}, each in a thread of its own, all released at once; returns the results in that order. */
    public static <T> List<T> call(int count, IntFunction<T> what) {
        CyclicBarrier ready = new CyclicBarrier(count);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> answers = IntStream.range(0, count)
                    .mapToObj(i -> threads.submit(() -> {
                        ready.await();
                        return what.apply(i);
                    }))
                    .toList();
            return answers.stream().map(Together::get).toList();
        }
    }

    private static <T> T get(Future<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
