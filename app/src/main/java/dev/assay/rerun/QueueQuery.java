package dev.assay.rerun;

import dev.assay.artefact.Family;
import dev.assay.database.Fragment;
import io.swagger.v3.oas.annotations.Parameter;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/**
 * The query of {@code GET /v1/test-executions/reruns} (RR-26, RR-27).
 *
 * @param environment the name of the environment
 * @param limit null for all
 */
public record QueueQuery(
        @Parameter(description = "Only reruns for artefacts of this family.") @Nullable
        Family family,

        @Parameter(description = "How many at most. Without it, all.") @Nullable @Min(0)
        Integer limit,

        @Parameter(description = "Name of the environment.") @Nullable
        String environment,

        @Parameter(description = "Architecture of the environment.") @Nullable
        String environmentArchitecture,

        @Parameter(description = "Architecture of the build.") @Nullable
        String buildArchitecture) {

    /** Conditions on a row {@code q} of the queue, each beginning with AND. */
    Fragment conditions() {
        return Fragment.EMPTY
                .thenGiven("""
                        AND EXISTS (
                          SELECT FROM artefact_build b JOIN artefact a ON a.id = b.artefact_id
                          WHERE b.id = q.artefact_build_id AND a.family = CAST(? AS familyname))""", family == null ? null : family.wire())
                .thenGiven(
                        "AND q.artefact_build_id IN (SELECT b.id FROM artefact_build b WHERE b.architecture = ?)",
                        buildArchitecture)
                .thenGiven("AND q.environment_id IN (SELECT v.id FROM environment v WHERE v.name = ?)", environment)
                .thenGiven(
                        "AND q.environment_id IN (SELECT v.id FROM environment v WHERE v.architecture = ?)",
                        environmentArchitecture);
    }
}
