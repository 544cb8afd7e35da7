package dev.assay.seed;

import dev.assay.execution.Executions;
import dev.assay.outcome.ExecutionStatus;
import dev.assay.result.NewResult;
import dev.assay.result.Results;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Stores a made-up history. What is there already stays as it is, so a seed that broke off goes on where it was. */
@Singleton
public class Seed {
    private final Executions executions;
    private final Results results;

    Seed(Executions executions, Results results) {
        this.executions = executions;
        this.results = results;
    }

    /** How much was stored now; what was there is not counted. */
    public record Stored(int executions, long results) {}

    /**
     * @param seed tells one made-up history from another
     * @param workers how many executions are written at once
     */
    public Stored run(int count, long seed, int workers, SeedProgress progress) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        List<Future<Stored>> parts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < workers; i++) {
                parts.add(threads.submit(() -> work(next, count, seed, progress)));
            }
            Stored sum = new Stored(0, 0);
            for (Future<Stored> part : parts) {
                Stored stored = part.get();
                sum = new Stored(sum.executions() + stored.executions(), sum.results() + stored.results());
            }
            return sum;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } finally {
            // The others stop at their next turn
            next.set(count);
        }
    }

    private Stored work(AtomicInteger next, int count, long seed, SeedProgress progress) {
        int stories = 0;
        long rows = 0;
        for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            int stored = store(new SeedExecution(seed, i, count));
            stories += stored < 0 ? 0 : 1;
            rows += Math.max(stored, 0);
            progress.done(Math.max(stored, 0));
        }
        return new Stored(stories, rows);
    }

    /** How many results; -1 when the execution was there. The status is set last, and tells whether it is complete. */
    private int store(SeedExecution story) {
        int id = switch (executions.start(story.start())) {
            case Executions.StartOutcome.Started(int started) -> started;
            case Executions.StartOutcome refused -> throw new IllegalStateException(refused.toString());
        };
        boolean there = executions
                .find(id)
                .map(known -> known.status() != ExecutionStatus.NOT_STARTED)
                .orElse(false);
        if (there) {
            return -1;
        }
        List<NewResult> given = story.results();
        executions.patch(id, story.facts());
        executions.replaceEvents(id, story.events());
        if (story.isEndedByAgent()) {
            results.end(story.ciLink(), null, story.runner(), NewResult.each(given));
        } else {
            results.post(id, NewResult.each(given));
            executions.patch(id, story.ending());
        }
        return given.size();
    }
}
