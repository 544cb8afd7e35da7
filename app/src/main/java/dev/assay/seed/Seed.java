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

/**
 * Stores a generated history of tests. Executions that exist stay as they are, so a seed that was interrupted can be
 * continued.
 */
@Singleton
public class Seed {
    private final Executions executions;
    private final Results results;

    Seed(Executions executions, Results results) {
        this.executions = executions;
        this.results = results;
    }

    /** How much this run stored. Executions that already existed are not counted. */
    public record Stored(int executions, long results) {}

    /**
     * @param seed selects the generated history
     * @param workers the number of executions to write at the same time
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
            // The other workers stop after their current execution
            next.set(count);
        }
    }

    private Stored work(AtomicInteger next, int count, long seed, SeedProgress progress) {
        int newExecutions = 0;
        long rows = 0;
        for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            int stored = store(new SeedExecution(seed, i, count));
            newExecutions += stored < 0 ? 0 : 1;
            rows += Math.max(stored, 0);
            progress.done(Math.max(stored, 0));
        }
        return new Stored(newExecutions, rows);
    }

    /**
     * Stores an execution. Returns the number of its results; -1 if it already existed. The status is set last, so it
     * shows that the execution is complete.
     */
    private int store(SeedExecution execution) {
        int id = switch (executions.start(execution.start())) {
            case Executions.StartOutcome.Started(int started, var _) -> started;
            case Executions.StartOutcome refused -> throw new IllegalStateException(refused.toString());
        };
        boolean there = executions
                .find(id)
                .map(known -> known.status() != ExecutionStatus.NOT_STARTED)
                .orElse(false);
        if (there) {
            return -1;
        }
        List<NewResult> given = execution.results();
        executions.patch(id, execution.metadata());
        executions.replaceEvents(id, execution.events());
        if (execution.isEndedByAgent()) {
            results.end(execution.ciLink(), null, execution.runner(), NewResult.each(given));
        } else {
            results.post(id, NewResult.each(given));
            executions.patch(id, execution.ending());
        }
        return given.size();
    }
}
