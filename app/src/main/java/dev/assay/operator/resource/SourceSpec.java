package dev.assay.operator.resource;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.assay.artefact.Family;
import dev.assay.upload.ReportFormat;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The spec of a ResultSource. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SourceSpec(
        @JsonPropertyDescription("Labels of the Jobs or Pods, in the same namespace.")
        @Required
        @ValidationRule(
                value =
                        "(has(self.matchLabels) && size(self.matchLabels) > 0) || (has(self.matchExpressions) && size(self.matchExpressions) > 0)",
                message = "an empty selector would match everything: name at least one label")
        LabelSelector selector,

        @JsonPropertyDescription(
                "Job: the selector is for Jobs, and the last Pod of each counts. Pod: it is for Pods that no Job made.")
        @Default("Job")
        @Nullable
        Subject subject,

        @JsonPropertyDescription("The container that runs the tests; without it, the first one.")
        @Nullable
        @Size(min = 1, max = 63)
        String container,

        @JsonPropertyDescription("Where its results are.") @Required
        From from,

        @JsonPropertyDescription("The format of the result files. Not used if the exit code is the result.")
        @Default("junit")
        @Nullable
        Format format,

        @JsonPropertyDescription(
                "What was tested, in which environment and for which test plan: fixed values, or labels and annotations to read.")
        @Required
        Mapping mapping) {
    public Subject subjectOrDefault() {
        return subject == null ? Subject.JOB : subject;
    }

    public ReportFormat reportFormat() {
        return switch (Objects.requireNonNullElse(format, Format.JUNIT)) {
            case JUNIT -> ReportFormat.JUNIT;
        };
    }

    /** The kind of objects that the selector selects. */
    public enum Subject {
        @JsonProperty("Job")
        JOB,
        @JsonProperty("Pod")
        POD
    }

    /** Where the results are. */
    public enum From {
        /** A result file that the container printed, alone or among other lines. */
        @JsonProperty("Log")
        LOG,
        /** A result file in the container's termination message (up to 4 KiB). */
        @JsonProperty("TerminationMessage")
        TERMINATION_MESSAGE,
        /** One result: passed if the container ended with 0. */
        @JsonProperty("ExitCode")
        EXIT_CODE
    }

    /** What was tested, in which environment and for which test plan. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Mapping(
            @Required Family family,

            @JsonPropertyDescription("The artefact's fields (name, version, ...) by name, in the spelling of TestRun.")
            @Required
            @Size(min = 1, max = 20)
            Map<String, Value> artefact,

            @Required Value environment,

            @JsonPropertyDescription("The name of the test plan; without it, the name of the ResultSource.") @Nullable
            Value testPlan,

            @JsonPropertyDescription("The architecture; without it, amd64.") @Nullable
            Value architecture) {}

    /** A fixed value, or the label or annotation to read it from. */
    @ValidationRule(
            value = "[has(self.value), has(self.label), has(self.annotation)].filter(x, x).size() == 1",
            message = "give one of value, label and annotation")
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Value(
            @Nullable @Size(min = 1, max = 200) String value,

            @JsonPropertyDescription("A label of the Pod, or of its Job if the Pod does not have it.")
            @Nullable
            @Size(min = 1, max = 317)
            String label,

            @JsonPropertyDescription("An annotation of the Pod, or of its Job if the Pod does not have it.")
            @Nullable
            @Size(min = 1, max = 317)
            String annotation) {}
}
