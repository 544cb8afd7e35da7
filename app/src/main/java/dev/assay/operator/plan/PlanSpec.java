package dev.assay.operator.plan;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.assay.artefact.Family;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The spec of a TestPlan. */
@ValidationRule(
        value = "has(self.artefacts) || !(has(self.schedule) || (has(self.onNewArtefact) && self.onNewArtefact))",
        message = "artefacts says what schedule and onNewArtefact are about: name at least its family")
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlanSpec(
        @JsonPropertyDescription("Which artefacts this plan is for. Needed by schedule and onNewArtefact.") @Nullable
        ArtefactSelector artefacts,

        @JsonPropertyDescription("Where to test: every step runs once in each environment.")
        @Required
        @Size(min = 1, max = 50)
        List<Environment> environments,

        @JsonPropertyDescription("What to run, in the order of dependsOn and stage.")
        @Required
        @Size(min = 1, max = 50)
        @ValidationRule(
                value =
                        "self.all(s, !has(s.dependsOn) || s.dependsOn.all(d, d != s.name && self.exists(o, o.name == d)))",
                message = "dependsOn names other steps of this plan")
        List<Step> steps,

        @JsonPropertyDescription("When to run it on the newest artefacts that it is for.") @Nullable
        Schedule schedule,

        @JsonPropertyDescription("Run it for every new build of an artefact that it is for.")
        @Default("false")
        @Nullable
        Boolean onNewArtefact,

        @JsonPropertyDescription("Run it when a rerun of one of its steps is requested.") @Default("true") @Nullable
        Boolean onRerunRequest,

        @JsonPropertyDescription(
                "What to do when a run is due while another is active: Allow both, Forbid the new one until the other has ended, or Replace the other, which is cancelled.")
        @Default("Allow")
        @Nullable
        Concurrency concurrency,

        @JsonPropertyDescription("How many Jobs of one run may be active at once; without it, there is no limit.")
        @Min(1)
        @Max(1000)
        @Nullable
        Integer parallelism,

        @JsonPropertyDescription("How many ended runs are kept.") @Nullable
        History history,

        @JsonPropertyDescription("While true, no new runs begin; active ones continue.") @Default("false") @Nullable
        Boolean suspend) {
    /** What to do if a run is due while another one of the plan is active. */
    public enum Concurrency {
        @JsonProperty("Allow")
        ALLOW,
        @JsonProperty("Forbid")
        FORBID,
        @JsonProperty("Replace")
        REPLACE
    }

    /** Selects the artefacts that a plan is for. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ArtefactSelector(
            @Required Family family,

            @JsonPropertyDescription("Names, with * for any characters; without it, all names.")
            @Nullable
            @Size(max = 50)
            List<String> names,

            @JsonPropertyDescription("Stages, such as beta or proposed; without it, all stages.")
            @Nullable
            @Size(max = 20)
            List<String> stages) {}

    /** The times at which a plan runs. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Schedule(
            @JsonPropertyDescription(
                    "Five fields, as in crontab: minute, hour, day of month, month, day of week. Or @hourly, @daily, @weekly, @monthly.")
            @Required
            @Size(min = 1, max = 100)
            String cron,

            @JsonPropertyDescription("A name of the IANA database, such as Europe/Berlin.") @Default("UTC") @Nullable
            String timeZone,

            @JsonPropertyDescription(
                    "What to do about times that passed while no run could start: Skip them, or RunOnce for all of them.")
            @Default("RunOnce")
            @Nullable
            MissedRuns missedRuns) {
        public String timeZoneOrDefault() {
            return Objects.requireNonNullElse(timeZone, "UTC");
        }

        public boolean skipsMissed() {
            return missedRuns == MissedRuns.SKIP;
        }
    }

    /** Times that passed while the operator was away or the plan was suspended. */
    public enum MissedRuns {
        @JsonProperty("Skip")
        SKIP,
        @JsonProperty("RunOnce")
        RUN_ONCE
    }

    /** How many ended runs are kept. Results stay in the database even if their run is removed. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record History(
            @Default("10") @Min(0) @Max(1000) @Nullable Integer succeeded,
            @Default("10") @Min(0) @Max(1000) @Nullable Integer failed) {
        private static final int KEPT = 10;

        public int succeededOrDefault() {
            return Objects.requireNonNullElse(succeeded, KEPT);
        }

        public int failedOrDefault() {
            return Objects.requireNonNullElse(failed, KEPT);
        }
    }

    /** True if a request for a rerun begins a run. */
    public boolean answersReruns() {
        return !Boolean.FALSE.equals(onRerunRequest);
    }

    public boolean startsOnNewArtefacts() {
        return Boolean.TRUE.equals(onNewArtefact);
    }

    public boolean suspended() {
        return Boolean.TRUE.equals(suspend);
    }

    public History historyOrDefault() {
        return Objects.requireNonNullElse(history, new History(null, null));
    }

    public Concurrency concurrencyOrDefault() {
        return Objects.requireNonNullElse(concurrency, Concurrency.ALLOW);
    }

    /** A DNS label. */
    static final String LABEL = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";
}
