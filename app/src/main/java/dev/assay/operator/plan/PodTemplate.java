package dev.assay.operator.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the template of a step. The schema allows anything there, and one broken template must not stop the operator from
 * reading all other plans. So a template that cannot be read becomes an empty one that says what is wrong.
 */
public final class PodTemplate {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UNREADABLE = "unreadable";

    private PodTemplate() {}

    static PodTemplateSpec read(@Nullable JsonNode given) {
        if (given == null || given.isNull()) {
            return new PodTemplateSpec();
        }
        try {
            return JSON.treeToValue(given, PodTemplateSpec.class);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            PodTemplateSpec empty = new PodTemplateSpec();
            empty.setAdditionalProperty(
                    UNREADABLE, e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage());
            return empty;
        }
    }

    /** What is wrong with a template, as far as it can be seen without asking the cluster; null if nothing is. */
    public static @Nullable String problem(PodTemplateSpec template) {
        Object unreadable = template.getAdditionalProperties().get(UNREADABLE);
        if (unreadable != null) {
            return "is not a Pod template: " + unreadable;
        }
        List<Container> containers =
                template.getSpec() == null ? List.of() : template.getSpec().getContainers();
        return containers == null || containers.isEmpty()
                ? "has no containers: list at least the test container in spec.containers"
                : null;
    }
}
