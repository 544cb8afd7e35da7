package dev.assay.operator.trigger;

import dev.assay.artefact.ArtefactKey;
import dev.assay.operator.plan.Environment;
import dev.assay.operator.plan.PlanSpec;
import dev.assay.operator.plan.Step;
import dev.assay.operator.plan.TestPlan;
import dev.assay.operator.resource.Artefact;
import dev.assay.operator.run.job.Jobs;
import dev.assay.operator.run.job.RunJob;
import dev.assay.operator.run.job.RunSettings;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;

/** Asks the cluster whether it would take the Jobs of a plan, so that a slip is told at the plan and not by its runs. */
@Singleton
@Requires(property = "assay.operator.enabled", value = "true")
class TemplateCheck {
    private static final int UNPROCESSABLE = 422;

    private static final Artefact SOMETHING = Artefact.of(new ArtefactKey.Generic("artefact", "1"), null);

    private final KubernetesClient client;
    private final RunSettings settings;

    TemplateCheck(KubernetesClient client, RunSettings settings) {
        this.client = client;
        this.settings = settings;
    }

    /** What the cluster said. */
    sealed interface Answer {
        record Fine() implements Answer {}

        record Wrong(String message) implements Answer {}

        /** It could not be asked; another time it may be. */
        record Unknown(String message) implements Answer {}
    }

    Answer ask(TestPlan plan) {
        PlanSpec spec = plan.getSpec();
        for (int i = 0; i < spec.steps().size(); i++) {
            // Environments differ from each other in the same way for every step: each is tried with one
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
        try {
            client.resource(job(plan, step, environment))
                    .dryRun()
                    .fieldValidation(FieldValidateable.Validation.STRICT)
                    .create();
            return new Answer.Fine();
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case HttpURLConnection.HTTP_BAD_REQUEST, UNPROCESSABLE ->
                    new Answer.Wrong("The cluster refuses the Job of step %s in environment %s: %s"
                            .formatted(step.name(), environment.name(), reason(e)));
                default -> new Answer.Unknown("The templates could not be checked: " + reason(e));
            };
        }
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
        return Jobs.of(job, settings.collectorImage(), settings.apiUrl());
    }
}
