package dev.assay.operator.run;

import dev.assay.artefact.ArtefactKey;
import dev.assay.operator.plan.Environment;
import dev.assay.operator.plan.PlanSpec;
import dev.assay.operator.plan.Step;
import dev.assay.operator.resource.ArtefactSpec;
import dev.assay.operator.resource.RunSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans and runs as tests write them. */
final class Plans {
    private Plans() {}

    static final Step.ResultFiles FILES = new Step.ResultFiles(List.of("**/*.xml"), null, null, null);

    static Step step(String name, String... dependsOn) {
        return new Step(name, null, List.of(dependsOn), null, null, template(), null, null, null, null);
    }

    static Step inStage(Step step, int stage) {
        return new Step(
                step.name(),
                step.testPlan(),
                step.dependsOn(),
                stage,
                step.when(),
                step.template(),
                step.results(),
                step.shards(),
                step.retries(),
                step.timeout());
    }

    static Step always(Step step) {
        return new Step(
                step.name(),
                step.testPlan(),
                step.dependsOn(),
                step.stage(),
                Step.When.ALWAYS,
                step.template(),
                step.results(),
                step.shards(),
                step.retries(),
                step.timeout());
    }

    static Step with(Step step, Step.@Nullable ResultFiles results, int shards, int retries) {
        return new Step(
                step.name(),
                step.testPlan(),
                step.dependsOn(),
                step.stage(),
                step.when(),
                step.template(),
                results,
                shards,
                retries,
                step.timeout());
    }

    static Step within(Step step, String timeout) {
        return new Step(
                step.name(),
                step.testPlan(),
                step.dependsOn(),
                step.stage(),
                step.when(),
                step.template(),
                step.results(),
                step.shards(),
                step.retries(),
                timeout);
    }

    static PodTemplateSpec template() {
        return new PodTemplateSpecBuilder()
                .withNewSpec()
                .addNewContainer()
                .withName("test")
                .withImage("registry.example/tests:1")
                .endContainer()
                .endSpec()
                .build();
    }

    static Environment environment(String name) {
        return new Environment(name, null, null, null, null);
    }

    static PlanSpec plan(List<String> environments, @Nullable Integer parallelism, Step... steps) {
        return new PlanSpec(
                null,
                environments.stream().map(Plans::environment).toList(),
                List.of(steps),
                null,
                null,
                null,
                null,
                parallelism,
                null,
                null);
    }

    static PlanSpec plan(Step... steps) {
        return plan(List.of("lab"), null, steps);
    }

    static ArtefactSpec artefact(String name) {
        return ArtefactSpec.of(new ArtefactKey.Generic(name, "1.0"), null);
    }

    static RunSpec run() {
        return run(null, null, false);
    }

    static RunSpec run(@Nullable List<String> environments, @Nullable List<String> steps, boolean cancel) {
        return new RunSpec(new RunSpec.PlanRef("plan"), artefact("thing"), environments, steps, cancel);
    }
}
