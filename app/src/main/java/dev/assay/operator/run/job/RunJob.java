package dev.assay.operator.run.job;

import dev.assay.operator.plan.Environment;
import dev.assay.operator.plan.Step;
import dev.assay.operator.resource.ArtefactSpec;
import dev.assay.operator.resource.Names;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The purpose of one Job: one shard of one attempt of a step in an environment.
 *
 * @param owner the TestRun's name
 * @param ownerUid the TestRun's uid; null for a step that is tried outside a run
 * @param plan the TestPlan's name
 * @param shard counts from 0
 * @param attempt counts from 1
 * @param ciLink identifies the execution
 */
public record RunJob(
        String namespace,
        String owner,
        @Nullable String ownerUid,
        String plan,
        Environment environment,
        Step step,
        int shard,
        int attempt,
        ArtefactSpec artefact,
        String ciLink) {
    /** The name of the Job; the same Job always has the same name. */
    public String name() {
        return Names.of(owner, environment.name(), step.name(), String.valueOf(shard), String.valueOf(attempt));
    }

    /** The fields of start-test, and of an upload's query. */
    public Map<String, String> subject() {
        Map<String, String> members = new LinkedHashMap<>(artefact.members());
        members.put("arch", environment.architectureOrDefault());
        members.put("environment", environment.name());
        members.put("test_plan", step.testPlan(plan));
        members.put("ci_link", ciLink);
        return members;
    }
}
