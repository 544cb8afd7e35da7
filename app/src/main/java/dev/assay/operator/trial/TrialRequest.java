package dev.assay.operator.trial;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be tried.
 *
 * @param plan a file that has a TestPlan, as YAML or JSON
 * @param environment its name; null for the first one of the plan
 * @param artefact fields as in a TestRun, by name; empty for something made up
 * @param namespace null for the plan's, else the client's
 * @param shard only this one; null for all
 * @param keep whether the Jobs stay when they have ended
 * @param files whether to look which files the test has left, for which its image needs a shell
 */
public record TrialRequest(
        Path plan,
        String step,
        @Nullable String environment,
        Map<String, String> artefact,
        @Nullable String namespace,
        @Nullable Integer shard,
        boolean keep,
        boolean files) {
    public TrialRequest {
        artefact = Map.copyOf(artefact);
    }
}
