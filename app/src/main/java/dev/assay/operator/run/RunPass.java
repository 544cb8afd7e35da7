package dev.assay.operator.run;

import dev.assay.operator.plan.PlanSpec;
import dev.assay.operator.resource.ArtefactSpec;
import dev.assay.operator.resource.Condition;
import dev.assay.operator.resource.KubernetesEvents;
import dev.assay.operator.resource.Names;
import dev.assay.operator.resource.RunStatus;
import dev.assay.operator.resource.RunStatus.Row;
import dev.assay.operator.resource.TestRun;
import dev.assay.operator.run.job.LiveJobs;
import dev.assay.operator.run.job.Reporting;
import dev.assay.operator.run.job.RunJob;
import dev.assay.operator.run.job.Shard;
import dev.assay.result.Counts;
import dev.assay.result.NewResult;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One reconciliation of a run: looks at its state, and does what is due. */
final class RunPass {
    private static final Duration LIVE = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofSeconds(1);
    /** How soon to look again while a Job has no Pod. An Event says why, but Events do not trigger a reconciliation. */
    private static final Duration PODS = Duration.ofSeconds(3);

    /** How long an attempt that took too long may take to end. */
    private static final Duration TO_END = Duration.ofSeconds(30);

    private static final int MOST_LOGS = 10;
    private static final int MOST_ASKED = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int AT_ONCE = 50;
    private static final int ROUNDS = 20;

    /** The objects that every pass needs. */
    @Singleton
    @Requires(property = "assay.operator.enabled", value = "true")
    record Services(Recorder recorder, LiveJobs live, Reporting reporting, KubernetesEvents events, Clock clock) {}

    private final Recorder recorder;
    private final LiveJobs live;
    private final Reporting reporting;
    private final KubernetesEvents events;
    private final Clock clock;
    private final TestRun run;
    private final String uid;
    private final Map<String, Shard> shards = new HashMap<>();
    /** When the Jobs were created, by their names. */
    private final Map<String, Instant> since = new HashMap<>();
    /** By the names of their Jobs. */
    private final Map<String, List<Pod>> pods;

    private final Map<String, String> refusals = new HashMap<>();

    RunPass(Services services, TestRun run, Set<Job> jobs, Set<Pod> pods) {
        recorder = services.recorder();
        live = services.live();
        reporting = services.reporting();
        events = services.events();
        clock = services.clock();
        this.run = run;
        uid = run.getMetadata().getUid();
        this.pods = pods.stream()
                .filter(pod -> jobOf(pod) != null)
                .collect(Collectors.groupingBy(pod -> String.valueOf(jobOf(pod))));
        for (Job job : jobs) {
            String name = job.getMetadata().getName();
            since.put(name, Instant.parse(job.getMetadata().getCreationTimestamp()));
            shards.put(name, Shard.of(job, this.pods.getOrDefault(name, List.of())));
        }
    }

    private static @Nullable String jobOf(Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .filter(owner -> owner.getKind().equals("Job"))
                .map(io.fabric8.kubernetes.api.model.OwnerReference::getName)
                .findFirst()
                .orElse(null);
    }

    /** The run waits until its plan exists. */
    UpdateControl<TestRun> withoutPlan(String message) {
        return write(Summary.waiting(run, Condition.Status.UNKNOWN, "PlanMissing", message, clock.instant()))
                .rescheduleAfter(PATIENCE);
    }

    UpdateControl<TestRun> advance(PlanSpec plan) {
        List<String> unknown = RunProgress.unknown(plan, run.getSpec());
        if (!unknown.isEmpty()) {
            return refuse("InvalidRun", "the plan has no " + String.join(", no ", unknown));
        }
        RunProgress progress = progress(plan);
        Optional<String> silent = mayNotReport(progress);
        if (silent.isPresent()) {
            return write(Summary.waiting(
                            run,
                            Condition.Status.UNKNOWN,
                            Reporting.MAY_NOT_REPORT,
                            silent.get() + " The run begins then.",
                            clock.instant()))
                    .rescheduleAfter(PATIENCE);
        }
        for (int round = 0; round < ROUNDS; round++) {
            if (progress.begin().isEmpty() && progress.end().isEmpty()) {
                break;
            }
            progress.end().forEach(this::end);
            List<StepRun> begun = progress.begin().stream().limit(AT_ONCE).toList();
            for (StepRun stepRun : begun) {
                List<String> refusals = recorder.begin(live.cluster(), uid, job(stepRun, stepRun.nextAttempt(), 0));
                if (!refusals.isEmpty()) {
                    return refuse("InvalidArtefact", String.join("; ", refusals));
                }
            }
            boolean more = begun.size() < progress.begin().size();
            progress = progress(plan);
            if (more) {
                break;
            }
        }
        if (run.getSpec().cancelled()) {
            progress.open().forEach(this::stop);
        } else {
            progress.open().forEach(this::create);
            progress.open().forEach(this::limit);
        }
        if (progress.isStuck()) {
            return refuse("InvalidPlan", "steps of the plan wait for each other: look at their dependsOn");
        }
        UpdateControl<TestRun> written = write(status(progress));
        tell(progress);
        if (!progress.isOver()) {
            boolean expectsPods = shards.values().stream()
                    .anyMatch(shard -> shard.pod() == null && shard.state() == Shard.State.RUNNING);
            Duration usual = !progress.begin().isEmpty() ? SOON : expectsPods ? PODS : LIVE;
            written.rescheduleAfter(untilTimeout(progress, usual));
        }
        return written;
    }

    /** Why a run that has not begun would lose its results. */
    private Optional<String> mayNotReport(RunProgress progress) {
        boolean begun = progress.stepRuns().stream().anyMatch(stepRun -> stepRun.last() != null);
        return begun || run.getSpec().cancelled()
                ? Optional.empty()
                : reporting.refusal(
                        run.getMetadata().getNamespace(),
                        progress.stepRuns().stream().map(StepRun::step).toList());
    }

    private RunProgress progress(PlanSpec plan) {
        return RunProgress.of(plan, run.getSpec(), recorder.attempts(uid), this::hasEnded);
    }

    private boolean hasEnded(StepRun stepRun) {
        boolean timedOut = isTimedOut(stepRun);
        if (timedOut && isPast(due(stepRun).map(due -> due.plus(TO_END)))) {
            return true;
        }
        return jobs(stepRun).stream().allMatch(job -> {
            Shard shard = shards.get(job.name());
            return run.getSpec().cancelled() || timedOut
                    ? shard == null || !shard.active()
                    : shard != null && shard.state() != Shard.State.RUNNING;
        });
    }

    private static boolean isTimedOut(StepRun stepRun) {
        return stepRun.last() != null && stepRun.last().isTimedOut();
    }

    /** When the time of the open attempt is over; empty before it has a Job. */
    private Optional<Instant> due(StepRun stepRun) {
        return jobs(stepRun).stream()
                .map(job -> since.get(job.name()))
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                // Kubernetes cuts times to seconds
                .map(begin -> begin.plusSeconds(1).plus(stepRun.step().timeoutOrDefault()));
    }

    private boolean isPast(Optional<Instant> time) {
        return time.isPresent() && !clock.instant().isBefore(time.get());
    }

    /** Ends the Pods of an open attempt that takes too long, and keeps their logs before that. */
    private void limit(StepRun stepRun) {
        if (!isPast(due(stepRun))) {
            return;
        }
        if (!isTimedOut(stepRun)) {
            // If the test has ended by itself, its collector may still be waiting for the API
            List<RunJob> late = jobs(stepRun).stream()
                    .filter(job -> isLate(shards.get(job.name())))
                    .toList();
            if (late.isEmpty()) {
                return;
            }
            List<String> logs = late.stream()
                    .limit(MOST_LOGS)
                    .map(job -> live.tail(job.namespace(), Objects.requireNonNull(shards.get(job.name()))))
                    .filter(log -> !log.isEmpty())
                    .toList();
            recorder.timeOut(
                    uid,
                    Objects.requireNonNull(stepRun.last()),
                    AttemptOutcome.late(stepRun.step(), whatItWaitsFor(stepRun)),
                    logs);
        }
        removePods(stepRun);
    }

    /** Ends the Pods of an attempt that takes too long; Jobs that have none get none any more. */
    private void removePods(StepRun stepRun) {
        for (RunJob job : jobs(stepRun)) {
            List<Pod> itsPods = pods.getOrDefault(job.name(), List.of());
            Shard shard = shards.get(job.name());
            if (itsPods.isEmpty() && shard != null && shard.state() == Shard.State.RUNNING) {
                live.suspend(job);
            }
            endAll(itsPods);
        }
    }

    private void endAll(List<Pod> running) {
        running.stream()
                .filter(pod -> Shard.mayRun(pod) && pod.getMetadata().getDeletionTimestamp() == null)
                .forEach(live::end);
    }

    /** How long to wait, at most so long as usual, until an open attempt has taken too long or should have ended after that. */
    private Duration untilTimeout(RunProgress progress, Duration usual) {
        Instant now = clock.instant();
        return progress.open().stream()
                .flatMap(stepRun -> due(stepRun).stream())
                .map(due -> Duration.between(now, now.isBefore(due) ? due : due.plus(TO_END))
                        .plusMillis(1))
                .filter(Duration::isPositive)
                .reduce(usual, (one, other) -> one.compareTo(other) < 0 ? one : other);
    }

    /** The Jobs of the open attempt. */
    private List<RunJob> jobs(StepRun stepRun) {
        List<RunJob> jobs = new ArrayList<>();
        Attempt last = Objects.requireNonNull(stepRun.last());
        for (int shard = 0; shard < stepRun.step().shardsOrDefault(); shard++) {
            jobs.add(job(stepRun, last.attempt(), shard));
        }
        return jobs;
    }

    private RunJob job(StepRun stepRun, int attempt, int shard) {
        ArtefactSpec artefact = run.getSpec().artefact();
        String environment = stepRun.environment().name();
        return new RunJob(
                run.getMetadata().getNamespace(),
                run.getMetadata().getName(),
                uid,
                run.getSpec().planRef().name(),
                stepRun.environment(),
                stepRun.step(),
                shard,
                attempt,
                artefact,
                "kubernetes://" + live.cluster() + "/testruns/" + uid + "/"
                        + Names.of(environment, stepRun.step().name()) + "/" + attempt);
    }

    private void create(StepRun stepRun) {
        for (RunJob job : jobs(stepRun)) {
            if (!shards.containsKey(job.name())) {
                create(stepRun, job);
            }
        }
    }

    private void create(StepRun stepRun, RunJob job) {
        switch (live.create(job)) {
            case LiveJobs.Creation.Created() -> {
                shards.put(job.name(), Shard.created(job.name()));
                events.tell(run, job.name(), KubernetesEvents.Type.NORMAL, "JobCreated", "Created Job " + job.name());
            }
            case LiveJobs.Creation.ThereAlready() -> shards.put(job.name(), Shard.created(job.name()));
            case LiveJobs.Creation.Refused(String why) -> {
                AttemptOutcome outcome = new AttemptOutcome(
                        RunStatus.Phase.ABORTED, "JobRefused", "Kubernetes refuses its Job: " + why, null);
                recorder.end(uid, Objects.requireNonNull(stepRun.last()), outcome, List.of(), "");
            }
        }
    }

    /** Ends the Pods before the Jobs would do it, because a Job gives them the long time of tests that end by themselves. */
    private void stop(StepRun stepRun) {
        for (RunJob job : jobs(stepRun)) {
            endAll(pods.getOrDefault(job.name(), List.of()));
            if (isActive(shards.get(job.name()))) {
                live.suspend(job);
            }
        }
    }

    /** True if the test has not ended, also if it has not begun. */
    private static boolean isLate(@Nullable Shard shard) {
        return shard != null && shard.state() == Shard.State.RUNNING && shard.exitCode() == null;
    }

    private static boolean isActive(@Nullable Shard shard) {
        return shard != null && shard.active() && shard.state() == Shard.State.RUNNING;
    }

    private void end(StepRun stepRun) {
        Attempt last = Objects.requireNonNull(stepRun.last());
        if (run.getSpec().cancelled()) {
            recorder.end(uid, last, AttemptOutcome.cancelled(), List.of(), "");
            return;
        }
        if (last.isTimedOut()) {
            removePods(stepRun);
        }
        List<RunJob> jobs = jobs(stepRun);
        List<Shard> seen = jobs.stream()
                .map(job -> shards.getOrDefault(job.name(), Shard.created(job.name()))
                        .remembering(known(stepRun)))
                .toList();
        Counts counts = last.execution() == null
                ? Counts.NONE
                : recorder.counts(List.of(last.execution())).getOrDefault(last.execution(), Counts.NONE);
        List<String> unread = last.execution() == null ? List.of() : recorder.unread(last.execution());
        AttemptOutcome outcome = last.isTimedOut()
                ? AttemptOutcome.timedOut(last.message())
                : AttemptOutcome.of(stepRun.step(), seen, counts, unread);
        List<NewResult> said = new ArrayList<>();
        if (stepRun.step().results() == null) {
            for (int i = 0; i < seen.size(); i++) {
                boolean failed = seen.get(i).saidSo() && !last.isTimedOut();
                if (seen.get(i).state() == Shard.State.SUCCEEDED || failed) {
                    said.add(Recorder.result(jobs.get(i), seen.get(i), log(seen.get(i))));
                }
            }
        }
        String log = outcome.phase() == RunStatus.Phase.ABORTED && outcome.shard() != null ? log(outcome.shard()) : "";
        if (recorder.end(uid, last, outcome, said, log) && outcome.phase() != RunStatus.Phase.PASSED) {
            events.tell(
                    run,
                    jobs.getFirst().name(),
                    KubernetesEvents.Type.WARNING,
                    outcome.reason().isEmpty() ? "StepFailed" : outcome.reason(),
                    stepRun.step().name() + " in " + stepRun.environment().name() + ", attempt " + last.attempt() + ": "
                            + outcome.message());
        }
    }

    private String log(Shard shard) {
        return live.log(run.getMetadata().getNamespace(), shard);
    }

    private RunStatus status(RunProgress progress) {
        List<Integer> executions = progress.stepRuns().stream()
                .map(StepRun::last)
                .filter(last -> last != null && last.execution() != null)
                .map(last -> Objects.requireNonNull(last).execution())
                .map(Objects::requireNonNull)
                .toList();
        List<Row> rows = progress.stepRuns().stream().map(this::row).toList();
        return Summary.of(run, progress, rows, recorder.counts(executions), url(executions), clock.instant());
    }

    private Row row(StepRun stepRun) {
        Attempt last = stepRun.last();
        if (last == null) {
            return Summary.row(stepRun, null, "");
        }
        String job = job(stepRun, last.attempt(), 0).name();
        String message = last.isOpen() && !last.isTimedOut() ? whatItWaitsFor(stepRun) : last.message();
        return Summary.row(stepRun, job, message);
    }

    /** Why a Job of the open attempt does not progress; empty if nothing is wrong. */
    private String whatItWaitsFor(StepRun stepRun) {
        for (RunJob job : jobs(stepRun)) {
            Shard shard = shards.get(job.name());
            if (shard != null && shard.state() == Shard.State.RUNNING) {
                String message = shard.pod() == null ? refusal(job) : shard.message();
                if (!message.isEmpty()) {
                    if (!Summary.shortened(message).equals(known(stepRun))) {
                        events.tell(run, job.name(), KubernetesEvents.Type.WARNING, "PodNotStarted", message);
                    }
                    return message;
                }
            }
        }
        return "";
    }

    /** Why Kubernetes refuses the Job a Pod. Asks for a few Jobs only, because the others most likely have the same problem. */
    private String refusal(RunJob job) {
        if (refusals.size() < MOST_ASKED) {
            refusals.computeIfAbsent(job.name(), name -> live.whyNoPod(job.namespace(), name));
        }
        return refusals.getOrDefault(job.name(), "");
    }

    /** What the run's status said before about the open attempt. */
    private String known(StepRun stepRun) {
        List<Row> rows = run.getStatus() == null ? null : run.getStatus().rows();
        Attempt last = stepRun.last();
        return rows == null || last == null
                ? ""
                : rows.stream()
                        .filter(row ->
                                row.environment().equals(stepRun.environment().name())
                                        && row.step().equals(stepRun.step().name())
                                        && Integer.valueOf(last.attempt()).equals(row.attempt())
                                        && row.message() != null)
                        .map(row -> Objects.requireNonNull(row.message()))
                        .findFirst()
                        .orElse("");
    }

    private @Nullable String url(List<Integer> executions) {
        if (run.getStatus() != null && run.getStatus().url() != null) {
            return run.getStatus().url();
        }
        return executions.isEmpty() ? null : recorder.page(executions.getFirst());
    }

    private void tell(RunProgress progress) {
        if (progress.isOver()) {
            RunStatus.Phase phase = progress.phase();
            boolean passed = phase == RunStatus.Phase.PASSED;
            events.tell(
                    run,
                    "end",
                    passed ? KubernetesEvents.Type.NORMAL : KubernetesEvents.Type.WARNING,
                    phase.name().charAt(0) + phase.name().substring(1).toLowerCase(java.util.Locale.ROOT),
                    "The run has ended");
        }
    }

    private UpdateControl<TestRun> refuse(String reason, String message) {
        events.tell(run, reason, KubernetesEvents.Type.WARNING, reason, message);
        return write(Summary.waiting(run, Condition.Status.FALSE, reason, message, clock.instant()));
    }

    /** Writes that the reconciliation failed. */
    ErrorStatusUpdateControl<TestRun> failed(Condition.Failure failure) {
        RunStatus status = Summary.failed(run, failure, clock.instant());
        return status.equals(run.getStatus())
                ? ErrorStatusUpdateControl.noStatusUpdate()
                : ErrorStatusUpdateControl.patchStatus(with(status));
    }

    /** Writes the status, unless it is unchanged. */
    private UpdateControl<TestRun> write(RunStatus status) {
        return status.equals(run.getStatus()) ? UpdateControl.noUpdate() : UpdateControl.patchStatus(with(status));
    }

    private TestRun with(RunStatus status) {
        TestRun written = new TestRun();
        written.getMetadata().setNamespace(run.getMetadata().getNamespace());
        written.getMetadata().setName(run.getMetadata().getName());
        written.setStatus(status);
        return written;
    }
}
