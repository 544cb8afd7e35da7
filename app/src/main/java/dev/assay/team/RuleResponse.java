package dev.assay.team;

import dev.assay.access.Permission;
import dev.assay.artefact.Family;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rule, as v1 shows it with its teams; what is for any is null here (AMR-3). */
@Serdeable(naming = SnakeCaseStrategy.class)
@Schema(name = "ArtefactMatchingRuleResponse")
record RuleResponse(
        int id,
        @Nullable String name,
        Family family,
        @Nullable String stage,
        @Nullable String track,
        @Nullable String branch,
        @Nullable String store,
        @Nullable String series,
        @Nullable String os,
        @Nullable String release,
        @Nullable String owner,
        List<OfTeam> teams,
        List<Permission> grantPermissions) {

    /** A team that has the rule. */
    @Serdeable
    @Schema(name = "TeamMinimalResponse")
    record OfTeam(int id, String name) {}
}
