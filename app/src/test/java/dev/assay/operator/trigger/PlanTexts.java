package dev.assay.operator.trigger;

import dev.assay.operator.plan.PlanSpec;
import dev.assay.operator.plan.PlanStatus;
import dev.assay.operator.plan.TestPlan;
import dev.assay.operator.resource.RunStatus;
import dev.assay.operator.resource.TestRun;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans and runs as tests write them. */
final class PlanTexts {
    static final KubernetesSerialization YAML = new KubernetesSerialization();

    private PlanTexts() {}

    /** A spec with one step, {@code unit}, in one environment, {@code lab}, and these further fields. */
    static PlanSpec spec(String more) {
        return YAML.unmarshal("""
                environments: [{name: lab}]
                steps:
                - name: unit
                  template: {spec: {containers: [{name: test, image: registry.example/tests:1}]}}
                """ + more, PlanSpec.class);
    }

    static TestPlan plan(String name, PlanSpec spec, String created, long generation) {
        TestPlan plan = new TestPlan();
        plan.setMetadata(new ObjectMetaBuilder()
                .withNamespace("tests")
                .withName(name)
                .withUid("uid-of-" + name)
                .withCreationTimestamp(created)
                .withGeneration(generation)
                .build());
        plan.setSpec(spec);
        return plan;
    }

    static TestPlan plan(String more) {
        return plan("nightly", spec(more), "2026-11-01T00:00:00Z", 1);
    }

    /** A status with only the fields of the schedule. */
    static PlanStatus scheduled(String schedule, @Nullable String until) {
        return new PlanStatus(1L, null, null, null, null, until, schedule, null, null, null, null);
    }

    static TestRun run(DueRun due, TestPlan plan, RunStatus.@Nullable Phase phase, String created) {
        TestRun run = due.resource(plan);
        run.getMetadata().setCreationTimestamp(created);
        return ended(run, phase, created);
    }

    static TestRun ended(TestRun run, RunStatus.@Nullable Phase phase, String time) {
        run.setStatus(
                phase == null
                        ? null
                        : new RunStatus(
                                1L, List.of(), phase, time, phase.isEnded() ? time : null, null, null, null, null));
        return run;
    }
}
