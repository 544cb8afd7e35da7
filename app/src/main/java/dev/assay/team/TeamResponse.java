package dev.assay.team;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.assay.access.Permission;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A team, as v1 shows it (auth.md section 6). Its members and rules are sorted by id. */
@Serdeable(naming = SnakeCaseStrategy.class)
@Schema(name = "TeamResponse")
record TeamResponse(
        int id, String name, List<Permission> permissions, List<Member> members, List<OwnRule> artefactMatchingRules) {

    static TeamResponse from(Team team) {
        return new TeamResponse(
                team.id(),
                team.name(),
                team.permissions(),
                team.members().stream().map(Member::from).toList(),
                team.rules().stream()
                        .map(rule -> new OwnRule(rule.id(), RuleResponse.Match.from(rule.key()), rule.grants()))
                        .toList());
    }

    /** A user in the team. */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "TeamMemberResponse")
    record Member(int id, @Nullable String launchpadHandle, String email, String name, boolean isAdmin) {
        static Member from(Team.Member member) {
            return new Member(member.id(), member.launchpadHandle(), member.email(), member.name(), member.isAdmin());
        }
    }

    /** A rule of the team, which other teams may share. A criterion that matches any value is null (AMR-3). */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "TeamMatchingRuleResponse")
    record OwnRule(int id, @JsonUnwrapped RuleResponse.Match match, List<Permission> grantPermissions) {}
}
