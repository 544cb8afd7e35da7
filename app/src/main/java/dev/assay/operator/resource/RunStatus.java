package dev.assay.operator.resource;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The status of a TestRun.
 *
 * @param startTime when its first execution began, RFC 3339
 * @param endTime when all its steps had ended, RFC 3339
 * @param rows one for each environment and step, at most {@link #MOST_ROWS}; if there are more, failures come first
 * @param rowsLeftOut how many rows were left out
 * @param url the address of the artefact's page
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunStatus(
        @Nullable Long observedGeneration,
        @Nullable List<Condition> conditions,
        @Nullable Phase phase,
        @Nullable String startTime,
        @Nullable String endTime,
        @Nullable Counts counts,
        @Nullable List<Row> rows,
        @Nullable Integer rowsLeftOut,
        @Nullable String url) {
    /** The most rows in a status, which has to stay small; Assay has the rest. */
    public static final int MOST_ROWS = 100;

    /** The phase of a run, or of a step of it in an environment. */
    public enum Phase {
        @JsonProperty("Pending")
        PENDING,
        @JsonProperty("Running")
        RUNNING,
        @JsonProperty("Passed")
        PASSED,
        @JsonProperty("Failed")
        FAILED,
        /** It ended before it could report its tests: a crash, an eviction or a deadline. */
        @JsonProperty("Aborted")
        ABORTED,
        /** A step that it waits for did not pass. */
        @JsonProperty("Skipped")
        SKIPPED,
        @JsonProperty("Cancelled")
        CANCELLED;

        public boolean isEnded() {
            return this != PENDING && this != RUNNING;
        }
    }

    /** The results of the executions that count: the last attempt of each step. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Counts(int total, int passed, int failed, int skipped) {
        public static final Counts NONE = new Counts(0, 0, 0, 0);

        public Counts plus(Counts other) {
            return new Counts(
                    total + other.total, passed + other.passed, failed + other.failed, skipped + other.skipped);
        }
    }

    /**
     * A step in an environment.
     *
     * @param attempt counts from 1
     * @param job the name of its Job; with several shards, of the first one
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Row(
            String environment,
            String step,
            Phase phase,
            @Nullable Integer attempt,
            @Nullable Integer execution,
            @Nullable String job,
            @Nullable String message) {}
}
