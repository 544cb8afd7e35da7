package dev.assay.operator.resource;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The status of a ResultSource.
 *
 * @param collected how many executions were recorded
 * @param failed how many Jobs or Pods have results that could not be read, or whose artefact could not be determined
 * @param lag how many Jobs or Pods have ended and wait to be recorded
 * @param lastError the problem of the last one that failed
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SourceStatus(
        @Nullable Long observedGeneration,
        @Nullable List<Condition> conditions,
        @Nullable Long collected,
        @Nullable Long failed,
        @Nullable Integer lag,
        @Nullable String lastError) {
    private static final int LONGEST_ERROR = 1024;

    /** The numbers of a source. */
    public record Totals(
            long collected, long failed, @Nullable String lastError) {}

    /** Why a source collects nothing, or not everything: one word, and a sentence with the next step. */
    public record Problem(String reason, String message) {}

    /** @param problem null if there is none */
    public static SourceStatus of(ResultSource source, Totals totals, int lag, @Nullable Problem problem, Instant now) {
        SourceStatus before = source.getStatus();
        Long generation = source.getMetadata().getGeneration();
        Condition ready = Condition.next(
                before == null ? null : before.conditions,
                Condition.READY,
                problem == null ? Condition.Status.TRUE : Condition.Status.FALSE,
                problem == null ? "Collecting" : problem.reason,
                problem == null ? collects(source.getSpec()) : problem.message,
                generation,
                now);
        String error = totals.lastError();
        return new SourceStatus(
                generation,
                List.of(ready),
                totals.collected(),
                totals.failed(),
                lag,
                error == null || error.length() <= LONGEST_ERROR ? error : error.substring(0, LONGEST_ERROR - 1) + "…");
    }

    /** As {@link #of}, if the numbers cannot be read: they stay as they are. */
    public static SourceStatus unknown(ResultSource source, Problem problem, Instant now) {
        SourceStatus before = source.getStatus();
        Totals totals = before == null || before.collected == null || before.failed == null
                ? new Totals(0, 0, null)
                : new Totals(before.collected, before.failed, before.lastError);
        int lag = before == null || before.lag == null ? 0 : before.lag;
        return of(source, totals, lag, problem, now);
    }

    private static String collects(SourceSpec spec) {
        return switch (spec.subjectOrDefault()) {
            case JOB -> "each Job of this namespace that matches the selector is recorded when it has ended";
            case POD -> "each Pod of this namespace that matches the selector is recorded when it has ended";
        };
    }
}
