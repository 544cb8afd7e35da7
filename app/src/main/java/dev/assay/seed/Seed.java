package dev.assay.seed;

import dev.assay.artefact.Artefacts;
import dev.assay.execution.Executions;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stores a generated world. Executions that exist stay as they are, so a seed that was interrupted can be continued.
 */
@Singleton
public class Seed {
    private final SeedStore store;
    private final SeedIssues issues;
    private final SeedReviews reviews;
    private final Executions executions;
    private final Artefacts artefacts;

    Seed(SeedStore store, SeedIssues issues, SeedReviews reviews, Executions executions, Artefacts artefacts) {
        this.store = store;
        this.issues = issues;
        this.reviews = reviews;
        this.executions = executions;
        this.artefacts = artefacts;
    }

    /** How much this run stored. Executions that already existed are not counted. */
    public record Stored(int executions, long results) {}

    /** The result of removing what was generated. */
    public sealed interface ResetOutcome {
        /** @param artefacts how many, with all their executions and results */
        record Removed(int artefacts) implements ResetOutcome {}

        /** Nothing was removed, because these artefacts also have executions that were not generated. */
        record Shared(List<Integer> artefacts) implements ResetOutcome {}
    }

    /**
     * Removes all artefacts that were generated. Environments, plans, cases, people and issues stay, because others may use
     * them.
     */
    public ResetOutcome reset() {
        Map<Integer, Boolean> made = executions.artefactsLinked(World.LINKS);
        List<Integer> shared = made.entrySet().stream()
                .filter(artefact -> !artefact.getValue())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        if (!shared.isEmpty()) {
            return new ResetOutcome.Shared(shared);
        }
        made.keySet().forEach(artefacts::delete);
        return new ResetOutcome.Removed(made.size());
    }

    /**
     * @param people the ids of those who review
     * @param workers the number of executions to write at the same time
     */
    public Stored run(World world, List<Integer> people, int workers, SeedProgress progress)
            throws InterruptedException {
        issues.make(world);
        Stored stored = store(world, workers, progress);
        reviews.decide(world, people);
        store.settle();
        return stored;
    }

    private Stored store(World world, int workers, SeedProgress progress) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        List<Future<Stored>> parts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < workers; i++) {
                parts.add(threads.submit(() -> work(next, world, progress)));
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
            next.set(world.executions());
        }
    }

    private Stored work(AtomicInteger next, World world, SeedProgress progress) {
        int newExecutions = 0;
        long rows = 0;
        for (int i = next.getAndIncrement(); i < world.executions(); i = next.getAndIncrement()) {
            int stored = store.store(new SeedExecution(world, i));
            newExecutions += stored < 0 ? 0 : 1;
            rows += Math.max(stored, 0);
            progress.done(Math.max(stored, 0));
        }
        return new Stored(newExecutions, rows);
    }
}
