package dev.assay.operator.trigger;

import dev.assay.artefact.ArtefactKey;
import dev.assay.operator.plan.Environment;
import dev.assay.operator.plan.PlanSpec;
import dev.assay.operator.plan.Step;
import dev.assay.operator.plan.TestPlan;
import dev.assay.operator.resource.ArtefactSpec;
import dev.assay.operator.run.job.Jobs;
import dev.assay.operator.run.job.Reporting;
import dev.assay.operator.run.job.RunJob;
import dev.assay.operator.run.job.RunSettings;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Asks the cluster if it would accept the Jobs of a plan and their Pods, so that a mistake is reported on the plan, before a
 * run fails.
 */
@Singleton
@Requires(property = "assay.operator.enabled", value = "true")
class TemplateCheck {
    private static final int UNPROCESSABLE = 422;

    /** What the API server says about a quota that has no room. */
    private static final Pattern QUOTA = Pattern.compile("requested: (.*), used: .*, limited: (.*)");

    private static final ArtefactSpec SOMETHING = ArtefactSpec.of(new ArtefactKey.Generic("artefact", "1"), null);

    private final KubernetesClient client;
    private final RunSettings settings;
    private final Reporting reporting;

    TemplateCheck(KubernetesClient client, RunSettings settings, Reporting reporting) {
        this.reporting = reporting;
        this.client = client;
        this.settings = settings;
    }

    /** The answer of the cluster. */
    sealed interface Answer {
        record Fine() implements Answer {}

        record Wrong(String message) implements Answer {}

        /** The namespace does not accept such Pods now: something outside the plan has to change. */
        record NoPods(String message) implements Answer {}

        /** The cluster could not be asked; a later attempt may succeed. */
        record Unknown(String message) implements Answer {}
    }

    Answer ask(TestPlan plan) {
        PlanSpec spec = plan.getSpec();
        for (int i = 0; i < spec.steps().size(); i++) {
            // Environments differ in the same way for every step, so trying each with one step is enough
            for (int j = 0; j < (i == 0 ? spec.environments().size() : 1); j++) {
                Answer answer =
                        ask(plan, spec.steps().get(i), spec.environments().get(j));
                if (!(answer instanceof Answer.Fine)) {
                    return answer;
                }
            }
        }
        return new Answer.Fine();
    }

    private Answer ask(TestPlan plan, Step step, Environment environment) {
        Job job = job(plan, step, environment);
        String where = "of step %s in environment %s: ".formatted(step.name(), environment.name());
        try {
            dryRun(job);
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case HttpURLConnection.HTTP_BAD_REQUEST, UNPROCESSABLE ->
                    new Answer.Wrong("The cluster refuses the Job " + where + reason(e));
                default -> new Answer.Unknown("The templates could not be checked: " + reason(e));
            };
        }
        try {
            dryRun(pod(job));
            return new Answer.Fine();
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case HttpURLConnection.HTTP_BAD_REQUEST, UNPROCESSABLE ->
                    new Answer.Wrong("The cluster refuses the Pod " + where + reason(e));
                case HttpURLConnection.HTTP_FORBIDDEN -> forbidden(where, reason(e));
                default -> new Answer.Unknown("The templates could not be checked: " + reason(e));
            };
        }
    }

    /** Why the plan's results could not be sent; empty if they can. */
    Optional<String> mayNotReport(TestPlan plan) {
        return reporting.refusal(
                plan.getMetadata().getNamespace(), plan.getSpec().steps());
    }

    /** The image of the collector. */
    String collectorImage() {
        return settings.collectorImage();
    }

    /**
     * Reads a 403. A full quota may have room again when a run begins, unless the Pod asks for more than all of it. If we lack the right to ask, the answer says nothing
     * about the Pod.
     */
    private static Answer forbidden(String where, String reason) {
        if (reason.contains("exceeded quota") && !isTooMuch(reason)) {
            return new Answer.Fine();
        }
        return reason.contains("cannot create resource")
                ? new Answer.Unknown("The templates could not be checked: " + reason)
                : new Answer.NoPods("The namespace refuses the Pod " + where + reason);
    }

    private static boolean isTooMuch(String reason) {
        Matcher quota = QUOTA.matcher(reason);
        if (!quota.find()) {
            return false;
        }
        Map<String, Quantity> most = amounts(quota.group(2));
        return amounts(quota.group(1)).entrySet().stream()
                .anyMatch(asked -> most.get(asked.getKey()) instanceof Quantity limit
                        && asked.getValue().getNumericalAmount().compareTo(limit.getNumericalAmount()) > 0);
    }

    /** Reads amounts such as {@code limits.memory=1Gi,requests.cpu=2}. */
    private static Map<String, Quantity> amounts(String text) {
        return Arrays.stream(text.split(","))
                .map(amount -> amount.split("=", 2))
                .filter(parts -> parts.length == 2)
                .collect(Collectors.toMap(
                        parts -> parts[0].strip(), parts -> new Quantity(parts[1].strip()), (one, other) -> one));
    }

    private void dryRun(HasMetadata resource) {
        client.resource(resource)
                .dryRun()
                .fieldValidation(FieldValidateable.Validation.STRICT)
                .create();
    }

    private static Pod pod(Job job) {
        PodTemplateSpec template = job.getSpec().getTemplate();
        return new PodBuilder()
                .withMetadata(new ObjectMetaBuilder(template.getMetadata())
                        .withNamespace(job.getMetadata().getNamespace())
                        .withGenerateName(job.getMetadata().getName() + "-")
                        .build())
                .withSpec(template.getSpec())
                .build();
    }

    static String reason(KubernetesClientException e) {
        return e.getStatus() != null && e.getStatus().getMessage() != null
                ? e.getStatus().getMessage()
                : String.valueOf(e.getMessage());
    }

    private Job job(TestPlan plan, Step step, Environment environment) {
        String name = plan.getMetadata().getName();
        RunJob job = new RunJob(
                plan.getMetadata().getNamespace(), name, null, name, environment, step, 0, 1, SOMETHING, "check");
        return Jobs.of(job, settings);
    }
}
