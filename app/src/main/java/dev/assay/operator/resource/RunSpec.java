package dev.assay.operator.resource;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The spec of a TestRun; only {@code cancel} may change. */
@ValidationRule(
        value = "has(self.environments) == has(oldSelf.environments) && has(self.steps) == has(oldSelf.steps)",
        message = "a run keeps what it was made for: create another TestRun for other environments or steps")
@ValidationRule(
        value = "!(has(oldSelf.cancel) && oldSelf.cancel) || (has(self.cancel) && self.cancel)",
        message = "a cancelled run stays cancelled: create another TestRun")
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunSpec(
        @JsonPropertyDescription(
                "The TestPlan, in the same namespace. The run keeps the plan as it was when the run began.")
        @Required
        @ValidationRule(value = "self == oldSelf", message = "planRef is immutable: create another TestRun")
        PlanRef planRef,

        @JsonPropertyDescription("What is tested.")
        @Required
        @ValidationRule(value = "self == oldSelf", message = "artefact is immutable: create another TestRun")
        ArtefactSpec artefact,

        @JsonPropertyDescription("Only these environments of the plan; without it, all of them.")
        @Nullable
        @Size(min = 1, max = 50)
        @ValidationRule(value = "self == oldSelf", message = "environments is immutable: create another TestRun")
        List<String> environments,

        @JsonPropertyDescription(
                "Only these steps of the plan, without the steps that they depend on; without it, all steps.")
        @Nullable
        @Size(min = 1, max = 50)
        @ValidationRule(value = "self == oldSelf", message = "steps is immutable: create another TestRun")
        List<String> steps,

        @JsonPropertyDescription(
                "True ends the run: active Jobs are stopped and their executions are recorded as cancelled.")
        @Default("false")
        @Nullable
        Boolean cancel) {
    /** A TestPlan in the same namespace. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record PlanRef(
            @Required @Size(min = 1, max = 253) String name) {}

    public boolean cancelled() {
        return Boolean.TRUE.equals(cancel);
    }
}
