package dev.assay.operator.trial;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.operator.plan.Environment;
import dev.assay.operator.plan.PodTemplate;
import dev.assay.operator.plan.Step;
import dev.assay.operator.plan.TestPlan;
import dev.assay.operator.resource.ArtefactSpec;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The part of a plan that is tried.
 *
 * @param written the plan as it is in the file
 */
record TrialSubject(
        GenericKubernetesResource written, String plan, Step step, Environment environment, ArtefactSpec artefact) {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** Thrown if something that was asked for does not exist; the message says what does. */
    static final class NotThere extends Exception {
        private static final long serialVersionUID = 1L;

        NotThere(String message) {
            super(message);
        }
    }

    static TrialSubject of(TrialRequest request, KubernetesClient client) throws NotThere {
        GenericKubernetesResource written = read(request, client);
        TestPlan plan;
        try {
            plan = client.getKubernetesSerialization().convertValue(written, TestPlan.class);
        } catch (IllegalArgumentException e) {
            throw new NotThere(request.plan() + " is not a TestPlan: " + e.getMessage());
        }
        if (plan.getSpec() == null
                || plan.getSpec().steps() == null
                || plan.getSpec().environments() == null) {
            throw new NotThere(request.plan() + ": a TestPlan needs spec.environments and spec.steps");
        }
        Step step = named("step", plan.getSpec().steps(), Step::name, request.step());
        Environment environment = named(
                "environment",
                plan.getSpec().environments(),
                Environment::name,
                request.environment() == null
                        ? plan.getSpec().environments().getFirst().name()
                        : request.environment());
        String problem = PodTemplate.problem(step.template());
        if (problem != null) {
            throw new NotThere("The template of step " + step.name() + " " + problem);
        }
        String name = plan.getMetadata().getName() == null
                ? "plan"
                : plan.getMetadata().getName();
        return new TrialSubject(written, name, step, environment, artefact(request.artefact(), name));
    }

    private static GenericKubernetesResource read(TrialRequest request, KubernetesClient client) throws NotThere {
        List<HasMetadata> items;
        try {
            Object parsed = client.getKubernetesSerialization().unmarshal(Files.readString(request.plan()));
            items = parsed instanceof List<?> several
                    ? several.stream().map(HasMetadata.class::cast).toList()
                    : List.of((HasMetadata) parsed);
        } catch (IOException | RuntimeException e) {
            throw new NotThere(request.plan() + " cannot be read: " + e.getMessage());
        }
        List<GenericKubernetesResource> plans = items.stream()
                .filter(item -> "TestPlan".equals(item.getKind()))
                .map(item -> client.getKubernetesSerialization().convertValue(item, GenericKubernetesResource.class))
                .toList();
        if (plans.size() != 1) {
            throw new NotThere(request.plan() + " has " + plans.size() + " TestPlans; name a file that has one");
        }
        return plans.getFirst();
    }

    private static <T> T named(String what, List<T> all, Function<T, String> name, String wanted) throws NotThere {
        for (T one : all) {
            if (wanted.equals(name.apply(one))) {
                return one;
            }
        }
        throw new NotThere("The plan has no " + what + " " + wanted + "; it has: "
                + all.stream().map(name).collect(Collectors.joining(", ")));
    }

    private static ArtefactSpec artefact(Map<String, String> given, String plan) throws NotThere {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(given);
        fields.putIfAbsent("family", "generic");
        fields.putIfAbsent("name", plan);
        fields.putIfAbsent("version", "try");
        try {
            return JSON.readValue(JSON.writeValueAsString(fields), ArtefactSpec.class);
        } catch (JsonProcessingException e) {
            throw new NotThere("--artefact is not understood: " + e.getOriginalMessage()
                    + ". Write fields as in a TestRun, such as family=generic,name=web,version=1.2");
        }
    }
}
