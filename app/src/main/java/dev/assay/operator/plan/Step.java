package dev.assay.operator.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.operator.resource.Format;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One step of a plan: a test that runs in every environment. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Step(
        @JsonPropertyDescription("A DNS label; it becomes part of the names of Jobs.")
        @Required
        @Size(min = 1, max = 63)
        @Pattern(PlanSpec.LABEL)
        String name,

        @JsonPropertyDescription(
                "The name of the test plan under which Assay keeps the results. Without it, the name of this TestPlan, a slash, and the step's.")
        @Nullable
        @Size(min = 1, max = 200)
        String testPlan,

        @JsonPropertyDescription("Steps that must have ended in the same environment before this one begins.")
        @Nullable
        @Size(max = 50)
        List<String> dependsOn,

        @JsonPropertyDescription(
                "A barrier: this step waits until all steps of lower stages have ended, in all environments.")
        @Default("0")
        @Min(0)
        @Max(100)
        @Nullable
        Integer stage,

        @JsonPropertyDescription(
                "OnSuccess: run only if the steps that it waits for have passed in its environment. Always: run whatever their outcome, for example to clean up.")
        @Default("OnSuccess")
        @Nullable
        When when,

        @JsonPropertyDescription(
                "The Pod, as in a Job. The first container is the test; it gets ASSAY_* variables and the directory for results.")
        @Required
        @PreserveUnknownFields
        @SchemaFrom(type = Object.class)
        PodTemplateSpec template,

        @JsonPropertyDescription(
                "Which files are results. Without it, the exit code of the test container is the only result.")
        @Nullable
        ResultFiles results,

        @JsonPropertyDescription(
                "How many Pods share the work, each with its own ASSAY_SHARD from 0 to ASSAY_SHARDS - 1.")
        @Default("1")
        @Min(1)
        @Max(100)
        @Nullable
        Integer shards,

        @JsonPropertyDescription("How often the step is retried if it did not pass; each attempt is its own execution.")
        @Default("0")
        @Min(0)
        @Max(10)
        @Nullable
        Integer retries,

        @JsonPropertyDescription(
                "How long one attempt may take, from the creation of its Jobs, such as 45m or 2h. Then its Pods get SIGTERM and 25 seconds to end.")
        @Default("1h")
        @Nullable
        @Pattern("^([0-9]+h)?([0-9]+m)?([0-9]+s)?$")
        @Size(min = 2, max = 20)
        String timeout) {
    /** Says if a step also runs when a step that it waits for has failed. */
    public enum When {
        @JsonProperty("OnSuccess")
        ON_SUCCESS,
        @JsonProperty("Always")
        ALWAYS
    }

    /** Files that the test container writes. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ResultFiles(
            @JsonPropertyDescription("Globs below the directory for results, such as **/*.xml.")
            @Required
            @Size(min = 1, max = 20)
            List<String> paths,

            @Default("junit") @Nullable Format format,

            @JsonPropertyDescription("Where the directory for results is mounted in the test container.")
            @Default("/assay/results")
            @Nullable
            @ValidationRule(value = "self.startsWith('/')", message = "directory must be an absolute path")
            @Size(min = 2, max = 200)
            String directory,

            @JsonPropertyDescription(
                    "Globs of text files that are kept with the execution, each shortened to its head and tail.")
            @Nullable
            @Size(max = 10)
            List<String> logs) {
        public static final String DIRECTORY = "/assay/results";

        public String directoryOrDefault() {
            return Objects.requireNonNullElse(directory, DIRECTORY);
        }
    }

    /** Reads a step of a plan. A template that cannot be read does not stop the rest from being read. */
    @JsonCreator
    static Step read(
            @JsonProperty("name") String name,
            @JsonProperty("testPlan") @Nullable String testPlan,
            @JsonProperty("dependsOn") @Nullable List<String> dependsOn,
            @JsonProperty("stage") @Nullable Integer stage,
            @JsonProperty("when") @Nullable When when,
            @JsonProperty("template") @Nullable JsonNode template,
            @JsonProperty("results") @Nullable ResultFiles results,
            @JsonProperty("shards") @Nullable Integer shards,
            @JsonProperty("retries") @Nullable Integer retries,
            @JsonProperty("timeout") @Nullable String timeout) {
        return new Step(
                name, testPlan, dependsOn, stage, when, PodTemplate.read(template), results, shards, retries, timeout);
    }

    public int stageOrDefault() {
        return Objects.requireNonNullElse(stage, 0);
    }

    public int shardsOrDefault() {
        return Objects.requireNonNullElse(shards, 1);
    }

    public int retriesOrDefault() {
        return Objects.requireNonNullElse(retries, 0);
    }

    public boolean runsAlways() {
        return when == When.ALWAYS;
    }

    public List<String> dependencies() {
        return dependsOn == null ? List.of() : dependsOn;
    }

    /** The name of the test plan in Assay. */
    public String testPlan(String plan) {
        return testPlan == null ? plan + "/" + name : testPlan;
    }

    /** How long one attempt may take. */
    public java.time.Duration timeoutOrDefault() {
        return timeout == null
                ? java.time.Duration.ofHours(1)
                : java.time.Duration.parse("PT" + timeout.toUpperCase(java.util.Locale.ROOT));
    }
}
