package dev.assay.operator.source;

import dev.assay.execution.Event;
import dev.assay.operator.source.log.LogFile;
import dev.assay.outcome.ResultStatus;
import dev.assay.result.NewResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of a Job or Pod.
 *
 * @param reports result files, in their order
 * @param added results besides those of the files
 * @param premature whether it did not get as far as to say how the tests went
 * @param error what was wrong with the result files, null for nothing
 */
record CollectedResults(
        List<LogFile.Extent> reports,
        List<NewResult> added,
        List<Event> events,
        boolean premature,
        @Nullable String error) {
    private static final int MOST_EVENTS = 50;

    CollectedResults {
        reports = List.copyOf(reports);
        added = List.copyOf(added);
        events = List.copyOf(events);
    }

    /**
     * What one container left.
     *
     * @param ending how it ended
     * @param reports its result files that can be read
     * @param failures whether a result in them failed
     * @param problem what is wrong with another one, or that there is none; null for nothing
     * @param lost why nobody can tell what it left; null when it could be read
     * @param output what it printed, of containers whose exit code counts; else null
     */
    record Left(
            Ending ending,
            List<LogFile.Extent> reports,
            boolean failures,
            @Nullable String problem,
            @Nullable String lost,
            @Nullable String output) {}

    /**
     * Of result files: a container that was stopped, whose output is gone, or that failed although no test did, leaves an execution
     * that ended prematurely; a file that cannot be read, or that lacks where the container ended well, is a failed result.
     *
     * @param plan the test plan's name, with which results are named that no file tells
     */
    static CollectedResults ofReports(Finished finished, List<Left> all, String plan, Instant now) {
        List<NewResult> added = new ArrayList<>();
        List<String> premature = new ArrayList<>(reasons(finished, all.isEmpty()));
        List<String> errors = new ArrayList<>();
        for (Left left : all) {
            Ending ending = left.ending;
            boolean nothing = left.reports.isEmpty() && left.problem == null;
            if (ending.stopped() != null) {
                premature.add(ending.shown());
            } else if (left.lost != null) {
                premature.add(ending.shown() + "; " + left.lost);
            } else if (!ending.isSuccess() && !left.failures && left.problem == null) {
                premature.add(ending.shown() + (nothing ? ", and no result file" : ", although no result failed"));
            }
            String problem = left.problem == null && nothing && left.lost == null && ending.isSuccess()
                    ? "No result file was found in what container %s printed.".formatted(ending.container())
                    : left.problem;
            if (problem != null) {
                errors.add(problem);
                added.add(result(plan, ending, ResultStatus.FAILED, problem, ""));
            }
        }
        return new CollectedResults(
                all.stream().flatMap(left -> left.reports.stream()).toList(),
                added,
                events(finished, all, premature, now),
                !premature.isEmpty(),
                errors.isEmpty() ? null : String.join(" ", errors));
    }

    /** Of exit codes: one result for each container. */
    static CollectedResults ofExitCodes(Finished finished, List<Left> all, String plan, Instant now) {
        List<String> premature = new ArrayList<>(reasons(finished, all.isEmpty()));
        List<NewResult> added = new ArrayList<>();
        for (Left left : all) {
            if (left.ending.stopped() != null) {
                premature.add(left.ending.shown());
            }
            if (left.ending.exitCode() != null) {
                String comment = left.lost == null ? left.ending.shown() : left.ending.shown() + "; " + left.lost;
                added.add(result(
                        plan,
                        left.ending,
                        left.ending.isSuccess() ? ResultStatus.PASSED : ResultStatus.FAILED,
                        comment,
                        Objects.requireNonNullElse(left.output, "")));
            }
        }
        return new CollectedResults(
                List.of(), added, events(finished, all, premature, now), !premature.isEmpty(), null);
    }

    private static List<String> reasons(Finished finished, boolean nothingLeft) {
        if (finished.failure() != null && finished.subject() == SourceSpec.Subject.JOB) {
            return List.of(finished.failure());
        }
        return nothingLeft ? List.of("its Pods are gone, and with them what they printed") : List.of();
    }

    private static NewResult result(String plan, Ending ending, ResultStatus status, String comment, String output) {
        String place = ending.index() == null ? "" : "[" + ending.index() + "]";
        return new NewResult(
                plan + "/" + ending.container() + place, status, "", "", storable(comment), storable(output), null);
    }

    private static List<Event> events(Finished finished, List<Left> all, List<String> premature, Instant now) {
        Instant end = Objects.requireNonNullElse(finished.endedAt(), now);
        Stream<Event> endings = all.stream()
                .map(left -> event(
                        "container_ended",
                        Objects.requireNonNullElse(left.ending.finishedAt(), end),
                        left.ending.shown()));
        Stream<Event> reasons = premature.stream().distinct().map(reason -> event("ended_prematurely", end, reason));
        return Stream.concat(endings.limit(MOST_EVENTS), reasons.limit(MOST_EVENTS))
                .toList();
    }

    private static Event event(String name, Instant at, String detail) {
        return new Event(name, at, storable(detail));
    }

    /** PostgreSQL holds every character but one. */
    static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }
}
