package dev.assay.operator.source;

import dev.assay.execution.Event;
import dev.assay.operator.resource.SourceSpec;
import dev.assay.operator.source.log.LogFile;
import dev.assay.outcome.ResultStatus;
import dev.assay.result.NewResult;
import dev.assay.upload.junit.Excerpt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded for a Job or Pod.
 *
 * @param reports the result files, in their order
 * @param added results in addition to those in the files
 * @param premature true if it ended before it could report its tests
 * @param error what is wrong with the result files; null if they are fine
 */
record CollectedResults(
        List<LogFile.ByteRange> reports,
        List<NewResult> added,
        List<Event> events,
        boolean premature,
        @Nullable String error) {
    private static final int MOST_EVENTS = 50;
    /** The most characters of an event about repairs. */
    private static final int LONGEST_REPAIRS = 16 << 10;

    CollectedResults {
        reports = List.copyOf(reports);
        added = List.copyOf(added);
        events = List.copyOf(events);
    }

    /**
     * The output of one container.
     *
     * @param ending how it ended
     * @param reports its result files that can be read
     * @param failures true if a result in them failed
     * @param problem what is wrong with the other result files; null if nothing is
     * @param repairs what was changed so that result files could be read
     * @param lost why its output cannot be read; null if it could be read
     * @param output an excerpt of its log, if its exit code is the result; otherwise null
     */
    record ContainerOutput(
            Ending ending,
            List<LogFile.ByteRange> reports,
            boolean failures,
            @Nullable String problem,
            List<String> repairs,
            @Nullable String lost,
            @Nullable String output) {}

    /**
     * Builds the results from result files. The execution ended prematurely if a container was stopped, if its output is gone,
     * or if it failed although none of its tests failed. A file that cannot be read is a failed result; so is a missing file if
     * the container ended with 0.
     *
     * @param plan the test plan's name, which is part of the names of results that do not come from a file
     */
    static CollectedResults ofReports(Finished finished, List<ContainerOutput> all, String plan, Instant now) {
        List<NewResult> added = new ArrayList<>();
        List<String> premature = new ArrayList<>(reasons(finished, all.isEmpty()));
        List<String> errors = new ArrayList<>();
        for (ContainerOutput output : all) {
            Ending ending = output.ending;
            boolean nothing = output.reports.isEmpty() && output.problem == null;
            if (ending.stopped() != null) {
                premature.add(ending.shown());
            } else if (output.lost != null) {
                premature.add(ending.shown() + "; " + output.lost);
            } else if (!ending.isSuccess() && !output.failures && output.problem == null) {
                premature.add(ending.shown() + (nothing ? ", and no result file" : ", although no result failed"));
            }
            String problem = output.problem == null && nothing && output.lost == null && ending.isSuccess()
                    ? "No result file was found in what container %s printed.".formatted(ending.container())
                    : output.problem;
            if (problem != null) {
                errors.add(problem);
                added.add(result(plan, ending, ResultStatus.FAILED, problem, ""));
            }
        }
        return new CollectedResults(
                all.stream().flatMap(output -> output.reports.stream()).toList(),
                added,
                events(finished, all, premature, now),
                !premature.isEmpty(),
                errors.isEmpty() ? null : String.join(" ", errors));
    }

    /** Builds the results from exit codes: one for each container. */
    static CollectedResults ofExitCodes(Finished finished, List<ContainerOutput> all, String plan, Instant now) {
        List<String> premature = new ArrayList<>(reasons(finished, all.isEmpty()));
        List<NewResult> added = new ArrayList<>();
        for (ContainerOutput output : all) {
            if (output.ending.stopped() != null) {
                premature.add(output.ending.shown());
            }
            if (output.ending.exitCode() != null) {
                String comment =
                        output.lost == null ? output.ending.shown() : output.ending.shown() + "; " + output.lost;
                added.add(result(
                        plan,
                        output.ending,
                        output.ending.isSuccess() ? ResultStatus.PASSED : ResultStatus.FAILED,
                        comment,
                        Objects.requireNonNullElse(output.output, "")));
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

    private static List<Event> events(
            Finished finished, List<ContainerOutput> all, List<String> premature, Instant now) {
        Instant end = Objects.requireNonNullElse(finished.endedAt(), now);
        Stream<Event> endings = all.stream()
                .map(output -> event(
                        "container_ended",
                        Objects.requireNonNullElse(output.ending.finishedAt(), end),
                        output.ending.shown()));
        Stream<Event> reasons = premature.stream().distinct().map(reason -> event("ended_prematurely", end, reason));
        Stream<Event> repairs = all.stream()
                .flatMap(output -> output.repairs.stream())
                .map(repaired -> event("results_repaired", end, excerpt(repaired)));
        return Stream.of(endings.limit(MOST_EVENTS), reasons.limit(MOST_EVENTS), repairs.limit(MOST_EVENTS))
                .flatMap(Function.identity())
                .toList();
    }

    private static String excerpt(String text) {
        Excerpt excerpt = new Excerpt(LONGEST_REPAIRS);
        excerpt.write(text);
        return excerpt.toString();
    }

    private static Event event(String name, Instant at, String detail) {
        return new Event(name, at, storable(detail));
    }

    /** Replaces NUL, the only character that PostgreSQL cannot store. */
    static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }
}
