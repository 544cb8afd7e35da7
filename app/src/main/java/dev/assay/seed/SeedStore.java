package dev.assay.seed;

import dev.assay.execution.Executions;
import dev.assay.outcome.ExecutionStatus;
import dev.assay.rerun.Reruns;
import dev.assay.result.NewResult;
import dev.assay.result.Results;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/** Stores one generated execution after the other. */
@Singleton
class SeedStore {
    private static final int RERUN_PRIORITY = 10;

    private final Executions executions;
    private final Results results;
    private final Reruns reruns;
    private final TimesRepository times;

    SeedStore(Executions executions, Results results, Reruns reruns, TimesRepository times) {
        this.executions = executions;
        this.results = results;
        this.reruns = reruns;
        this.times = times;
    }

    /**
     * Stores an execution and moves it into the past, in one transaction. Returns the number of its results; -1 if it
     * already existed.
     */
    @Transactional
    int store(SeedExecution execution) {
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
        times.moveExecution(id, execution.began(), execution.ended());
        if (execution.isToRerun()) {
            reruns.requestAll(Set.of((long) id), RERUN_PRIORITY);
        }
        return given.size();
    }

    /** Moves what executions share into the past, after all of them were stored. */
    @Transactional
    void settle() {
        times.moveSubjects(World.LINKS);
    }
}
