package dev.assay.operator.trial;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to try.
 *
 * @param plan a file that has a TestPlan, as YAML or JSON
 * @param environment the environment's name; null for the first one of the plan
 * @param artefact fields as in a TestRun, by name; empty for an invented artefact
 * @param namespace null for the plan's namespace, or the client's if the plan has none
 * @param shard the only shard to try; null for all
 * @param keep true if the Jobs stay when they have ended
 * @param files true to list the files that the test has left, for which its image needs a shell
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
