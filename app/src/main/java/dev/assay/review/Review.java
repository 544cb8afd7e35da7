package dev.assay.review;

import dev.assay.artefact.Build;
import dev.assay.artefact.Reviewer;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.MappedProperty;
import io.micronaut.data.model.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An environment review with its environment, build and reviewers.
 *
 * @param decision empty if there is no decision yet
 * @param reviewers by ascending id
 */
@Introspected
public record Review(
        int id,
        @MappedProperty(type = DataType.JSON) List<ReviewDecision> decision,
        String comment,
        int environmentId,
        String environmentName,
        String environmentArchitecture,
        int buildId,
        String buildArchitecture,
        @Nullable Integer revision,
        @MappedProperty(type = DataType.JSON) List<Reviewer> reviewers) {

    public Build build() {
        return new Build(buildId, buildArchitecture, revision);
    }
}
