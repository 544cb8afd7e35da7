package dev.assay.operator.run;

import dev.assay.operator.plan.PlanSpec;
import dev.assay.operator.resource.ArtefactSpec;
import dev.assay.operator.resource.Condition;
import dev.assay.operator.resource.KubernetesEvents;
import dev.assay.operator.resource.Names;
import dev.assay.operator.run.RunStatus.Row;
import dev.assay.operator.run.job.LiveJobs;
import dev.assay.operator.run.job.RunJob;
import dev.assay.operator.run.job.Shard;
import dev.assay.result.Counts;
import dev.assay.result.NewResult;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One reconciliation of a run: looks at its state, and does what is due. */
final class RunPass {
    private static final Duration LIVE = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofSeconds(1);
    /** How soon to look again while a Job has no Pod. An Event says why, but Events do not trigger a reconciliation. */
    private static final Duration PODS = Duration.ofSeconds(3);

    private static final int MOST_ASKED = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int AT_ONCE = 50;
    private static final int ROUNDS = 20;

    /** The objects that every pass needs. */
    @Singleton
    @Requires(property = "assay.operator.enabled", value = "true")
    record Services(Recorder recorder, LiveJobs live, KubernetesEvents events, Clock clock) {}

    private final Recorder recorder;
    private final LiveJobs live;
    private final KubernetesEvents events;
    private final Clock clock;
    private final TestRun run;
    private final String uid;
    private final Map<String, Shard> shards = new HashMap<>();
    private final Map<String, String> refusals = new HashMap<>();

    RunPass(Services services, TestRun run, Set<Job> jobs, Set<Pod> pods) {
        recorder = services.recorder();
        live = services.live();
        events = services.events();
        clock = services.clock();
        this.run = run;
        uid = run.getMetadata().getUid();
        Map<String, List<Pod>> byJob = pods.stream()
                .filter(pod -> jobOf(pod) != null)
                .collect(Collectors.groupingBy(pod -> String.valueOf(jobOf(pod))));
        for (Job job : jobs) {
            String name = job.getMetadata().getName();
            shards.put(name, Shard.of(job, byJob.getOrDefault(name, List.of())));
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
        }
        if (progress.isStuck()) {
            return refuse("InvalidPlan", "steps of the plan wait for each other: look at their dependsOn");
        }
        UpdateControl<TestRun> written = write(status(progress));
        tell(progress);
        if (!progress.isOver()) {
            boolean expectsPods = shards.values().stream()
                    .anyMatch(shard -> shard.pod() == null && shard.state() == Shard.State.RUNNING);
            written.rescheduleAfter(!progress.begin().isEmpty() ? SOON : expectsPods ? PODS : LIVE);
        }
        return written;
    }

    private RunProgress progress(PlanSpec plan) {
        return RunProgress.of(plan, run.getSpec(), recorder.attempts(uid), this::hasEnded);
    }

    private boolean hasEnded(StepRun stepRun) {
        return jobs(stepRun).stream().allMatch(job -> {
            Shard shard = shards.get(job.name());
            return run.getSpec().cancelled()
                    ? shard == null || !shard.active()
                    : shard != null && shard.state() != Shard.State.RUNNING;
        });
    }

    /** The Jobs of the open attempt. */
    private List<RunJob> jobs(StepRun stepRun) {
        List<RunJob> jobs = new ArrayList<>();
        Attempt last = java.util.Objects.requireNonNull(stepRun.last());
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
                recorder.end(uid, java.util.Objects.requireNonNull(stepRun.last()), outcome, List.of(), "");
            }
        }
    }

    private void stop(StepRun stepRun) {
        jobs(stepRun).stream().filter(job -> isActive(shards.get(job.name()))).forEach(live::suspend);
    }

    private static boolean isActive(@Nullable Shard shard) {
        return shard != null && shard.active();
    }

    private void end(StepRun stepRun) {
        Attempt last = java.util.Objects.requireNonNull(stepRun.last());
        if (run.getSpec().cancelled()) {
            recorder.end(uid, last, AttemptOutcome.cancelled(), List.of(), "");
            return;
        }
        List<RunJob> jobs = jobs(stepRun);
        List<Shard> seen = jobs.stream()
                .map(job -> shards.getOrDefault(job.name(), Shard.created(job.name()))
                        .remembering(known(stepRun)))
                .toList();
        Counts counts = last.execution() == null
                ? Counts.NONE
                : recorder.counts(List.of(last.execution())).getOrDefault(last.execution(), Counts.NONE);
        AttemptOutcome outcome = AttemptOutcome.of(stepRun.step(), seen, counts);
        List<NewResult> said = new ArrayList<>();
        if (stepRun.step().results() == null) {
            for (int i = 0; i < seen.size(); i++) {
                if (seen.get(i).state() == Shard.State.SUCCEEDED || seen.get(i).saidSo()) {
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
                .map(last -> java.util.Objects.requireNonNull(last).execution())
                .map(java.util.Objects::requireNonNull)
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
        String message = last.isOpen() ? whatItWaitsFor(stepRun) : last.message();
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
            refusals.computeIfAbsent(job.name(), name -> live.refusal(job.namespace(), name));
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
                        .map(row -> java.util.Objects.requireNonNull(row.message()))
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

    /** Writes the status, unless it is unchanged. */
    private UpdateControl<TestRun> write(RunStatus status) {
        if (status.equals(run.getStatus())) {
            return UpdateControl.noUpdate();
        }
        TestRun written = new TestRun();
        written.getMetadata().setNamespace(run.getMetadata().getNamespace());
        written.getMetadata().setName(run.getMetadata().getName());
        written.setStatus(status);
        return UpdateControl.patchStatus(written);
    }
}
