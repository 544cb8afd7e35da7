package dev.assay.operator.plan;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where steps run. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Environment(
        @JsonPropertyDescription("The environment's name in Assay.") @Required @Size(min = 1, max = 200)
        String name,

        @JsonPropertyDescription(
                "The architecture of the build under test. Without a nodeSelector for it, Pods go to nodes of this architecture when Kubernetes knows it.")
        @Default("amd64")
        @Nullable
        @Size(min = 1, max = 100)
        String architecture,

        @JsonPropertyDescription("Labels of the nodes that Pods may run on, added to those of the step.") @Nullable
        Map<String, String> nodeSelector,

        @JsonPropertyDescription("Taints that Pods tolerate, added to those of the step.") @Nullable
        List<Toleration> tolerations,

        @JsonPropertyDescription("Requests and limits of the test container, unless the step sets them.")
        @PreserveUnknownFields
        @Nullable
        ResourceRequirements resources) {
    public String architectureOrDefault() {
        return Objects.requireNonNullElse(architecture, "amd64");
    }
}
