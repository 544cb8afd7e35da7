package dev.assay.team;

import dev.assay.access.Permission;
import dev.assay.artefact.Family;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A team, as v1 shows it (auth.md section 6); everything in it by id. */
@Serdeable(naming = SnakeCaseStrategy.class)
@Schema(name = "TeamResponse")
record TeamResponse(
        int id, String name, List<Permission> permissions, List<Member> members, List<Rule> artefactMatchingRules) {

    /** Somebody in the team. */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "TeamMemberResponse")
    record Member(int id, @Nullable String launchpadHandle, String email, String name, boolean isAdmin) {}

    /** A rule of the team, which others may share; what is for any is null here (AMR-3). */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "TeamMatchingRuleResponse")
    record Rule(
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
            List<Permission> grantPermissions) {}
}
