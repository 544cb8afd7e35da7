package dev.assay.team;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.assay.access.Permission;
import dev.assay.artefact.Family;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rule with its teams, as v1 shows it. A criterion that matches any value is null (AMR-3). */
@Serdeable(naming = SnakeCaseStrategy.class)
@Schema(name = "ArtefactMatchingRuleResponse")
record RuleResponse(int id, @JsonUnwrapped Match match, List<OfTeam> teams, List<Permission> grantPermissions) {

    static RuleResponse from(Rule.Shared shared) {
        Rule rule = shared.rule();
        return new RuleResponse(
                rule.id(),
                Match.from(rule.key()),
                shared.teams().stream()
                        .map(team -> new OfTeam(team.id(), team.name()))
                        .toList(),
                rule.grants());
    }

    /** A team that has the rule. */
    @Serdeable
    @Schema(name = "TeamMinimalResponse")
    record OfTeam(int id, String name) {}

    /** What a rule matches. */
    @Serdeable
    record Match(
            @Nullable String name,
            Family family,
            @Nullable String stage,
            @Nullable String track,
            @Nullable String branch,
            @Nullable String store,
            @Nullable String series,
            @Nullable String os,
            @Nullable String release,
            @Nullable String owner) {
        static Match from(RuleKey key) {
            return new Match(
                    any(key.name()),
                    key.family(),
                    any(key.stage()),
                    any(key.track()),
                    any(key.branch()),
                    any(key.store()),
                    any(key.series()),
                    any(key.os()),
                    any(key.release()),
                    any(key.owner()));
        }

        private static @Nullable String any(String text) {
            return text.isEmpty() ? null : text;
        }
    }
}
