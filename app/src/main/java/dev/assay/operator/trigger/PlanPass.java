package dev.assay.operator.trigger;

import dev.assay.operator.plan.PlanProblem;
import dev.assay.operator.plan.PlanSpec;
import dev.assay.operator.plan.PlanStatus;
import dev.assay.operator.plan.TestPlan;
import dev.assay.operator.resource.TestRun;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One reconciliation of a plan: looks at its spec, its runs and what is due, then begins the runs that may begin. The status,
 * which says what was handled, is written after the runs are created. After a kill in between, the next look finds the runs by
 * their names.
 */
@Singleton
@Requires(property = "assay.operator.enabled", value = "true")
class PlanPass {
    private static final Duration ASK_AGAIN = Duration.ofMinutes(1);
    /** The longest wait for the next time of a schedule, because clocks may be adjusted meanwhile. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    private final TemplateCheck templates;
    private final BuildHorizon horizon;
    private final DueWork work;
    private final RunWriter writer;
    private final TriggerSettings settings;

    PlanPass(TemplateCheck templates, BuildHorizon horizon, DueWork work, RunWriter writer, TriggerSettings settings) {
        this.templates = templates;
        this.horizon = horizon;
        this.work = work;
        this.writer = writer;
        this.settings = settings;
    }

    /**
     * @param made the runs that were created; a cache may not know them yet
     * @param again when to look again if nothing happens; null for never
     */
    record Outcome(
            PlanStatus status, List<TestRun> made, @Nullable Duration again) {}

    /** @param all plans that the operator watches */
    Outcome look(TestPlan plan, Collection<TestRun> itsRuns, Collection<TestPlan> all, Instant now) {
        PlanSpec spec = plan.getSpec();
        PlanStatus before = Objects.requireNonNullElse(plan.getStatus(), PlanStatus.NONE);
        ObservedRuns runs = new ObservedRuns(plan, itsRuns);
        List<PlanProblem> problems = PlanProblem.of(spec, now);
        Readiness readiness = problems.isEmpty() ? ask(plan, before, runs) : Readiness.of(problems);
        ScheduleState scheduleState = spec.schedule() == null || !problems.isEmpty()
                ? null
                : ScheduleState.of(plan, spec.schedule(), before, now);
        BuildHorizon.Seen seen = spec.startsOnNewArtefacts() ? horizon.at(now) : BuildHorizon.Seen.NOTHING;
        BuildCursor cursor = spec.startsOnNewArtefacts() ? BuildCursor.of(before, seen) : null;
        Progress progress = new Progress(scheduleState, cursor, Objects.requireNonNullElse(before.reruns(), List.of()));

        boolean waits = spec.concurrencyOrDefault() == PlanSpec.Concurrency.FORBID
                && !runs.active().isEmpty();
        List<TestRun> made = new ArrayList<>();
        if (readiness.mayBegin() && !spec.suspended() && !waits) {
            DueWork.Found found = work.find(plan, scheduleState, cursor, progress.reruns, all);
            RunsToBegin toBegin =
                    RunsToBegin.of(found.dueRuns(), spec.concurrencyOrDefault(), runs, lastTrigger(before));
            begin(plan, toBegin, runs, made);
            progress = progress.after(found, toBegin, seen);
        }
        if (made.isEmpty()) {
            // Only if no run was created does the status certainly know all runs that have ended
            runs.surplus().forEach(writer::remove);
        }
        PlanStatus status = status(plan, before, readiness, progress, runs, made, now);
        return new Outcome(status, made, again(spec, readiness, scheduleState, now));
    }

    private Readiness ask(TestPlan plan, PlanStatus before, ObservedRuns runs) {
        Readiness said = Readiness.before(plan, before);
        Readiness ofTemplates = said != null ? said : Readiness.of(templates.ask(plan), plan.getSpec());
        if (!ofTemplates.mayBegin()) {
            return ofTemplates;
        }
        Optional<Readiness> silent = templates.mayNotReport(plan).map(Readiness::silent);
        return silent.isPresent()
                ? silent.get()
                : runs.missingCollector(templates.collectorImage())
                        .map(Readiness::of)
                        .orElse(ofTemplates);
    }

    private void begin(TestPlan plan, RunsToBegin toBegin, ObservedRuns runs, List<TestRun> made) {
        boolean replaces = plan.getSpec().concurrencyOrDefault() == PlanSpec.Concurrency.REPLACE;
        Set<String> cancelled = new TreeSet<>();
        for (DueRun due : toBegin.begin()) {
            for (TestRun old : replaces ? runs.replacedBy(due) : List.<TestRun>of()) {
                if (cancelled.add(old.getMetadata().getName())) {
                    writer.cancel(plan, old, due);
                }
            }
            writer.begin(plan, due).ifPresent(made::add);
        }
    }

    private static String lastTrigger(PlanStatus before) {
        return before.lastRun() == null ? "" : String.valueOf(before.lastRun().trigger());
    }

    private static PlanStatus status(
            TestPlan plan,
            PlanStatus before,
            Readiness readiness,
            Progress progress,
            ObservedRuns runs,
            List<TestRun> made,
            Instant now) {
        PlanSpec spec = plan.getSpec();
        Integer leftOut = spec.schedule() == null ? null : progress.leftOut(before);
        Readiness told = leftOut == null
                ? readiness
                : readiness.and(
                        "The schedule was due for %d artefacts more than the %d that got a run: narrow spec.artefacts, or make several plans."
                                .formatted(leftOut, DueWork.MOST));
        List<TestRun> known = new ArrayList<>(runs.all());
        known.addAll(made);
        ObservedRuns all = new ObservedRuns(plan, known);
        Instant next = progress.scheduleState == null || spec.suspended() ? null : progress.scheduleState.next();
        return new PlanStatus(
                plan.getMetadata().getGeneration(),
                List.of(told.condition(plan, before, now)),
                all.active().size(),
                all.last(before),
                next == null ? null : next.toString(),
                progress.scheduleState == null
                        ? kept(spec, before.lastSchedule())
                        : progress.handled().toString(),
                progress.scheduleState == null ? kept(spec, before.schedule()) : progress.scheduleState.schedule(),
                leftOut,
                progress.cursor == null ? null : (Long) progress.cursor.last(),
                progress.cursor == null ? null : progress.cursor.beyond(),
                spec.answersReruns() && !progress.reruns.isEmpty() ? progress.reruns : null);
    }

    /** Keeps the value while the schedule is invalid, so that no time is lost when it is corrected. */
    private static @Nullable String kept(PlanSpec spec, @Nullable String value) {
        return spec.schedule() == null ? null : value;
    }

    private @Nullable Duration again(
            PlanSpec spec, Readiness readiness, @Nullable ScheduleState scheduleState, Instant now) {
        if (!readiness.mayBegin() || spec.suspended()) {
            return readiness.isAskedAgain() ? ASK_AGAIN : null;
        }
        List<Duration> waits = new ArrayList<>();
        if (spec.startsOnNewArtefacts() || spec.answersReruns()) {
            waits.add(settings.poll());
        }
        if (scheduleState != null && scheduleState.next() != null) {
            waits.add(Duration.between(now, scheduleState.next()).plusMillis(1));
            waits.add(LONGEST_WAIT);
        }
        if (readiness.isAskedAgain()) {
            waits.add(ASK_AGAIN);
        }
        return waits.stream().min(Duration::compareTo).orElse(null);
    }

    /**
     * The progress of a plan.
     *
     * @param reruns ids of requests that got a run and are still pending
     * @param toBegin the runs that have begun in this look
     */
    private record Progress(
            @Nullable ScheduleState scheduleState,
            @Nullable BuildCursor cursor,
            List<Long> reruns,
            RunsToBegin toBegin,
            int leftOut) {
        Progress(@Nullable ScheduleState scheduleState, @Nullable BuildCursor cursor, List<Long> reruns) {
            this(scheduleState, cursor, reruns, RunsToBegin.NOTHING, 0);
        }

        Progress after(DueWork.Found found, RunsToBegin done, BuildHorizon.Seen seen) {
            Set<Long> answered = new TreeSet<>(found.pending());
            answered.addAll(done.reruns());
            return new Progress(
                    scheduleState,
                    cursor == null ? null : cursor.after(found.builds(), done.builds(), seen.passed()),
                    List.copyOf(answered),
                    done,
                    found.dueRuns().leftOut());
        }

        Instant handled() {
            ScheduleState known = Objects.requireNonNull(scheduleState);
            return toBegin.scheduled() && known.due() != null ? known.due() : known.handled();
        }

        @Nullable
        Integer leftOut(PlanStatus before) {
            if (!toBegin.scheduled()) {
                return before.leftOut();
            }
            return leftOut == 0 ? null : (Integer) leftOut;
        }
    }
}
