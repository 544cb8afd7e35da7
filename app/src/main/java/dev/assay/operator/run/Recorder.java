package dev.assay.operator.run;

import dev.assay.collect.Collector;
import dev.assay.execution.Event;
import dev.assay.execution.ExecutionPatch;
import dev.assay.execution.Executions;
import dev.assay.execution.Executions.StartOutcome;
import dev.assay.execution.InContext;
import dev.assay.execution.NewExecution;
import dev.assay.execution.StartFields;
import dev.assay.operator.run.job.RunJob;
import dev.assay.operator.run.job.RunSettings;
import dev.assay.operator.run.job.Shard;
import dev.assay.outcome.ExecutionStatus;
import dev.assay.outcome.ResultStatus;
import dev.assay.result.NewResult;
import dev.assay.result.Results;
import io.micronaut.transaction.annotation.Transactional;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes runs to the database. Each call is one transaction, and repeating it does nothing. */
@Singleton
class Recorder {
    private final AttemptRepository attempts;
    private final Executions executions;
    private final Results results;
    private final RunSettings settings;
    private final Clock clock;

    Recorder(AttemptRepository attempts, Executions executions, Results results, RunSettings settings, Clock clock) {
        this.clock = clock;
        this.attempts = attempts;
        this.executions = executions;
        this.results = results;
        this.settings = settings;
    }

    /** Starts the execution of an attempt. Returns the reasons why it was refused; empty if it was started. */
    @Transactional
    List<String> begin(String cluster, String runUid, RunJob job) {
        return switch (StartFields.read(job.subject())) {
            case StartFields.Outcome.Read(NewExecution start) -> begin(cluster, runUid, job, start);
            case StartFields.Outcome.Wrong(List<StartFields.Mistake> mistakes) ->
                mistakes.stream()
                        .map(mistake -> mistake.field() + " " + mistake.message())
                        .toList();
        };
    }

    private List<String> begin(String cluster, String runUid, RunJob job, NewExecution start) {
        return switch (executions.start(start)) {
            case StartOutcome.NotStarted why -> List.of(why.reason());
            case StartOutcome.Started(int id, var _) -> {
                attempts.begin(
                        cluster,
                        job.namespace(),
                        job.owner(),
                        runUid,
                        job.environment().name(),
                        job.step().name(),
                        job.attempt(),
                        id);
                yield List.of();
            }
        };
    }

    /**
     * Ends an attempt and its execution. A passed or failed one gets its status from its results; for an aborted one an event
     * says why.
     *
     * @param said results to add if the exit code is the result
     * @param log the log of the Pod that caused the outcome; empty for none
     * @return false if it had ended before
     */
    @Transactional
    boolean end(String runUid, Attempt attempt, AttemptOutcome outcome, List<NewResult> said, String log) {
        Integer execution = attempt.execution();
        if (execution != null && executions.lock(execution).isEmpty()) {
            execution = null;
        }
        int ended = attempts.end(
                runUid,
                attempt.environment(),
                attempt.step(),
                attempt.attempt(),
                outcome.phase().name(),
                clean(outcome.message()));
        if (ended == 0) {
            return false;
        }
        if (execution != null) {
            record(execution, attempt, outcome, said, log);
        }
        return true;
    }

    /**
     * Marks an attempt that takes too long, and keeps the logs of its Pods in events of the execution.
     *
     * @param logs of the Pods that still run
     * @return false if it was marked before, or has ended
     */
    @Transactional
    boolean timeOut(String runUid, Attempt attempt, String message, List<String> logs) {
        Integer execution = attempt.execution();
        if (execution != null && executions.lock(execution).isEmpty()) {
            execution = null;
        }
        int marked = attempts.timeOut(runUid, attempt.environment(), attempt.step(), attempt.attempt(), clean(message));
        if (marked > 0 && execution != null) {
            AttemptOutcome outcome = AttemptOutcome.timedOut(message);
            List<String> kept = logs.isEmpty() ? List.of("") : logs;
            executions.addEvents(
                    execution, kept.stream().map(log -> event(outcome, log)).toList());
        }
        return marked > 0;
    }

    private void record(int execution, Attempt attempt, AttemptOutcome outcome, List<NewResult> said, String log) {
        if (!said.isEmpty()) {
            results.post(execution, NewResult.each(said));
        }
        boolean told = attempt.isTimedOut() && outcome.message().equals(attempt.message());
        if (!outcome.reason().isEmpty() && !told) {
            executions.addEvents(execution, List.of(event(outcome, log)));
        }
        executions.patch(
                execution,
                switch (outcome.phase()) {
                    case PASSED -> ExecutionPatch.completed();
                    // Also if all results passed, because a file was not stored whole
                    case FAILED -> ExecutionPatch.to(ExecutionStatus.FAILED);
                    case PENDING, RUNNING, ABORTED, SKIPPED, CANCELLED ->
                        ExecutionPatch.to(ExecutionStatus.ENDED_PREMATURELY);
                });
    }

    private Event event(AttemptOutcome outcome, String log) {
        String detail = log.isEmpty() ? outcome.message() : outcome.message() + "\n\n" + log;
        return new Event(outcome.event(), clock.instant(), clean(detail));
    }

    /** The result of a shard whose exit code is the result. */
    static NewResult result(RunJob job, Shard shard, String log) {
        String shards = job.step().shardsOrDefault() == 1
                ? ""
                : " (shard " + job.shard() + " of " + job.step().shardsOrDefault() + ")";
        boolean passed = shard.state() == Shard.State.SUCCEEDED;
        return new NewResult(
                job.step().testPlan(job.plan()) + shards,
                passed ? ResultStatus.PASSED : ResultStatus.FAILED,
                "",
                "",
                passed ? "" : clean(shard.message()),
                clean(log),
                null);
    }

    private static String clean(@Nullable String text) {
        return text == null ? "" : text.replace('\0', '\uFFFD');
    }

    List<Attempt> attempts(String runUid) {
        return attempts.ofRun(runUid);
    }

    /** The number of results of each status, by execution. */
    Map<Integer, dev.assay.result.Counts> counts(List<Integer> executionIds) {
        return results.counts(executionIds);
    }

    /** Why files of the execution were not stored whole, as collectors say in its events. */
    List<String> unread(int execution) {
        return executions.events(execution).orElse(List.of()).stream()
                .filter(event -> Collector.INCOMPLETE.contains(event.name()))
                .map(Event::detail)
                .toList();
    }

    /** The address of the page of the execution's artefact; null if the execution is gone. */
    @Nullable
    String page(int execution) {
        return executions.inContext(List.of(execution)).values().stream()
                .map(InContext::artefact)
                .map(artefact ->
                        settings.frontendUrl() + "/" + artefact.family().wire() + "s/" + artefact.id())
                .findFirst()
                .orElse(null);
    }

    List<OpenRun> open(String cluster, String after, int limit) {
        return attempts.open(cluster, after, limit);
    }
}
