package dev.assay.operator.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.operator.resource.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a run.
 *
 * @param startTime when its first execution began, RFC 3339
 * @param endTime when all of it had ended, RFC 3339
 * @param rows one for each environment and step, at most {@link #MOST_ROWS}: what failed comes first
 * @param rowsLeftOut how many more there are
 * @param url where a person looks at the artefact
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
    /** A status holds small summaries only; the rest is in Assay. */
    public static final int MOST_ROWS = 100;

    /** Where a run, or a step of it in an environment, is. */
    public enum Phase {
        @JsonProperty("Pending")
        PENDING,
        @JsonProperty("Running")
        RUNNING,
        @JsonProperty("Passed")
        PASSED,
        @JsonProperty("Failed")
        FAILED,
        /** A crash, an eviction, a deadline: it did not get as far as to say how the tests went. */
        @JsonProperty("Aborted")
        ABORTED,
        /** What it waits for did not pass. */
        @JsonProperty("Skipped")
        SKIPPED,
        @JsonProperty("Cancelled")
        CANCELLED;

        public boolean isEnded() {
            return this != PENDING && this != RUNNING;
        }
    }

    /** Results of the executions that count: of each step the last try. */
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
     * @param attempt from 1
     * @param job the name of its Job; of the first of several shards
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
