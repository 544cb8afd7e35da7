package dev.assay.operator.source;

import dev.assay.artefact.Family;
import dev.assay.operator.resource.ResultSource;
import dev.assay.operator.resource.SourceSpec;
import dev.assay.operator.resource.SourceSpec.From;
import dev.assay.operator.resource.SourceSpec.Mapping;
import dev.assay.operator.resource.SourceSpec.Subject;
import dev.assay.operator.resource.SourceSpec.Value;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateTerminatedBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.LinkedHashMap;
import java.util.Map;

/** Jobs and Pods that the operator did not create, and sources for them. */
final class Foreign {
    static final String VERSION = "app.kubernetes.io/version";
    static final String ENDED = "2026-11-21T12:00:00Z";

    private Foreign() {}

    static Value value(String value) {
        return new Value(value, null, null);
    }

    static Value label(String label) {
        return new Value(null, label, null);
    }

    static Value annotation(String annotation) {
        return new Value(null, null, annotation);
    }

    /** A mapping to a generic artefact of that name; a label has the version. */
    static Mapping mapping(String artefact) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("name", value(artefact));
        fields.put("version", label(VERSION));
        return new Mapping(Family.GENERIC, fields, value("lab"), null, null);
    }

    /** Selects {@code app=<artefact>}. */
    static SourceSpec spec(Subject subject, From from, String artefact) {
        return new SourceSpec(
                new LabelSelectorBuilder().addToMatchLabels("app", artefact).build(),
                subject,
                null,
                from,
                null,
                mapping(artefact));
    }

    static ResultSource source(String name, SourceSpec spec) {
        ResultSource source = new ResultSource();
        source.getMetadata().setName(name);
        source.setSpec(spec);
        return source;
    }

    /** Labelled {@code app=<app>} and with version 1.0; runs one container, {@code tests}. */
    static Job job(String namespace, String name, String app) {
        return new JobBuilder()
                .withMetadata(new ObjectMetaBuilder()
                        .withNamespace(namespace)
                        .withName(name)
                        .addToLabels("app", app)
                        .addToLabels(VERSION, "1.0")
                        .build())
                .withNewSpec()
                .withNewSelector()
                .addToMatchLabels("job-name", name)
                .endSelector()
                .withNewTemplate()
                .withNewSpec()
                .withRestartPolicy("Never")
                .addNewContainer()
                .withName("tests")
                .withImage("tests:1")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    /** @param type Complete or Failed */
    static Job ended(Job job, String type, String reason, String message) {
        return new JobBuilder(job)
                .withNewStatus()
                .addNewCondition()
                .withType(type)
                .withStatus("True")
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(ENDED)
                .endCondition()
                .endStatus()
                .build();
    }

    static ContainerStateTerminated exit(int code, String reason, String message) {
        return new ContainerStateTerminatedBuilder()
                .withExitCode(code)
                .withReason(reason)
                .withMessage(message)
                .withFinishedAt(ENDED)
                .build();
    }

    /** A Pod of the Job that ended in this way. */
    static Pod pod(Job job, String suffix, ContainerStateTerminated end) {
        return ended(
                new PodBuilder()
                        .withMetadata(new ObjectMetaBuilder()
                                .withNamespace(job.getMetadata().getNamespace())
                                .withName(job.getMetadata().getName() + "-" + suffix)
                                .withUid(job.getMetadata().getUid() + "-" + suffix)
                                .withCreationTimestamp("2026-11-21T11:00:0" + suffix.length() + "Z")
                                .addToLabels("job-name", job.getMetadata().getName())
                                .addNewOwnerReference()
                                .withApiVersion("batch/v1")
                                .withKind("Job")
                                .withName(job.getMetadata().getName())
                                .withUid(job.getMetadata().getUid())
                                .withController(true)
                                .endOwnerReference()
                                .build())
                        .withNewSpec()
                        .addNewContainer()
                        .withName("tests")
                        .withImage("tests:1")
                        .endContainer()
                        .endSpec()
                        .build(),
                end);
    }

    /** A Pod without a Job. */
    static Pod pod(String namespace, String name, String app) {
        return new PodBuilder()
                .withMetadata(new ObjectMetaBuilder()
                        .withNamespace(namespace)
                        .withName(name)
                        .addToLabels("app", app)
                        .addToLabels(VERSION, "1.0")
                        .build())
                .withNewSpec()
                .addNewContainer()
                .withName("tests")
                .withImage("tests:1")
                .endContainer()
                .endSpec()
                .build();
    }

    static Pod ended(Pod pod, ContainerStateTerminated end) {
        return new PodBuilder(pod)
                .withNewStatus()
                .withPhase(end.getExitCode() == 0 ? "Succeeded" : "Failed")
                .withContainerStatuses(new ContainerStatusBuilder()
                        .withName("tests")
                        .withNewState()
                        .withTerminated(end)
                        .endState()
                        .build())
                .endStatus()
                .build();
    }

    static Pod evicted(Pod pod) {
        return new PodBuilder(pod)
                .withNewStatus()
                .withPhase("Failed")
                .withReason("Evicted")
                .withMessage("The node was low on resource: memory.")
                .endStatus()
                .build();
    }
}
