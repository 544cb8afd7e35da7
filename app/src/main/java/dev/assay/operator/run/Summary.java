package dev.assay.operator.run;

import dev.assay.operator.resource.Condition;
import dev.assay.operator.resource.RunStatus;
import dev.assay.operator.resource.RunStatus.Counts;
import dev.assay.operator.resource.RunStatus.Phase;
import dev.assay.operator.resource.RunStatus.Row;
import dev.assay.operator.resource.TestRun;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Builds the status of a run, which stays small however large the run is. */
final class Summary {
    private static final int LONGEST = 300;

    private Summary() {}

    /** The status of a run that cannot begin: something is missing, or is wrong for good. */
    static RunStatus waiting(TestRun run, Condition.Status status, String reason, String message, Instant now) {
        RunStatus before = run.getStatus();
        boolean over = status == Condition.Status.FALSE;
        return new RunStatus(
                run.getMetadata().getGeneration(),
                conditions(run, status, reason, message, now),
                over ? Phase.FAILED : Phase.PENDING,
                before == null ? null : before.startTime(),
                over ? endTime(before, now) : null,
                before == null ? null : before.counts(),
                before == null ? null : before.rows(),
                before == null ? null : before.rowsLeftOut(),
                before == null ? null : before.url());
    }

    /** The status after a reconciliation failed: what was known stays. */
    static RunStatus failed(TestRun run, Condition.Failure failure, Instant now) {
        RunStatus before = run.getStatus();
        List<Condition> conditions =
                conditions(run, Condition.Status.UNKNOWN, failure.reason(), failure.message(), now);
        return before == null
                ? new RunStatus(null, conditions, Phase.PENDING, null, null, null, null, null, null)
                : new RunStatus(
                        before.observedGeneration(),
                        conditions,
                        before.phase(),
                        before.startTime(),
                        before.endTime(),
                        before.counts(),
                        before.rows(),
                        before.rowsLeftOut(),
                        before.url());
    }

    /**
     * @param rows one for each step in each environment
     * @param counts the results by execution
     */
    static RunStatus of(
            TestRun run,
            RunProgress progress,
            List<Row> rows,
            Map<Integer, dev.assay.result.Counts> counts,
            @Nullable String url,
            Instant now) {
        RunStatus before = run.getStatus();
        Phase phase = progress.phase();
        Counts all = Counts.NONE;
        for (Row row : rows) {
            if (row.execution() != null && counts.get(row.execution()) instanceof dev.assay.result.Counts some) {
                all = all.plus(
                        new Counts((int) some.total(), (int) some.passed(), (int) some.failed(), (int) some.skipped()));
            }
        }
        boolean begun = progress.stepRuns().stream().anyMatch(stepRun -> stepRun.last() != null);
        return new RunStatus(
                run.getMetadata().getGeneration(),
                conditions(run, phase, rows, now),
                phase,
                before != null && before.startTime() != null ? before.startTime() : begun ? time(now) : null,
                phase.isEnded() ? endTime(before, now) : null,
                all,
                shown(rows),
                rows.size() > RunStatus.MOST_ROWS ? rows.size() - RunStatus.MOST_ROWS : null,
                url);
    }

    private static String endTime(@Nullable RunStatus before, Instant now) {
        return before != null && before.endTime() != null ? before.endTime() : time(now);
    }

    private static String time(Instant now) {
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** The rows in the order of the plan. If there are too many, failed and running ones come first. */
    private static List<Row> shown(List<Row> rows) {
        if (rows.size() <= RunStatus.MOST_ROWS) {
            return List.copyOf(rows);
        }
        List<Phase> first = List.of(
                Phase.FAILED,
                Phase.ABORTED,
                Phase.CANCELLED,
                Phase.RUNNING,
                Phase.PENDING,
                Phase.SKIPPED,
                Phase.PASSED);
        return rows.stream()
                .sorted(Comparator.comparingInt(row -> first.indexOf(row.phase())))
                .limit(RunStatus.MOST_ROWS)
                .toList();
    }

    /** A message as rows show it. */
    static String shortened(String message) {
        return message.length() <= LONGEST ? message : message.substring(0, LONGEST - 1) + "…";
    }

    static Row row(StepRun stepRun, @Nullable String job, String message) {
        Attempt last = stepRun.last();
        String shown = shortened(message);
        return new Row(
                stepRun.environment().name(),
                stepRun.step().name(),
                stepRun.phase(),
                last == null ? null : last.attempt(),
                last == null ? null : last.execution(),
                job,
                shown.isEmpty() ? null : shown);
    }

    private static List<Condition> conditions(TestRun run, Phase phase, List<Row> rows, Instant now) {
        long done = rows.stream().filter(row -> row.phase().isEnded()).count();
        Condition.Status status = switch (phase) {
            case PENDING, RUNNING, SKIPPED -> Condition.Status.UNKNOWN;
            case PASSED -> Condition.Status.TRUE;
            case FAILED, ABORTED, CANCELLED -> Condition.Status.FALSE;
        };
        String reason = phase.name().charAt(0) + phase.name().substring(1).toLowerCase(java.util.Locale.ROOT);
        String message = done + " of " + rows.size() + " done" + because(phase, rows);
        return conditions(run, status, reason, message, now);
    }

    private static String because(Phase phase, List<Row> rows) {
        List<String> reasons = new ArrayList<>();
        rows.stream()
                .filter(row -> row.phase() == Phase.FAILED || row.phase() == Phase.ABORTED)
                .limit(3)
                .forEach(row -> reasons.add(row.step() + " in " + row.environment() + ": "
                        + Objects.requireNonNullElse(row.message(), "failed")));
        if (reasons.isEmpty() && phase == Phase.RUNNING) {
            rows.stream()
                    .filter(row -> row.phase() == Phase.RUNNING && row.message() != null)
                    .limit(3)
                    .forEach(row -> reasons.add(row.step() + " in " + row.environment() + ": " + row.message()));
        }
        return reasons.isEmpty() ? "" : "; " + String.join("; ", reasons);
    }

    private static List<Condition> conditions(
            TestRun run, Condition.Status status, String reason, String message, Instant now) {
        Condition.Status complete = status == Condition.Status.UNKNOWN ? Condition.Status.FALSE : Condition.Status.TRUE;
        return List.of(
                condition(run, Condition.SUCCEEDED, status, reason, message, now),
                condition(run, Condition.COMPLETE, complete, reason, message, now));
    }

    private static Condition condition(
            TestRun run, String type, Condition.Status status, String reason, String message, Instant now) {
        return Condition.next(
                run.getStatus() == null ? null : run.getStatus().conditions(),
                type,
                status,
                reason,
                message,
                run.getMetadata().getGeneration(),
                now);
    }
}
