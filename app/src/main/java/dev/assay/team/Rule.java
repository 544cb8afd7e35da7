package dev.assay.team;

import dev.assay.access.Permission;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import java.util.List;

/**
 * What members of its teams may do with the artefacts that it matches.
 *
 * @param key no other rule has the same
 */
public record Rule(int id, RuleKey key, List<Permission> grants) {
    public Rule {
        grants = List.copyOf(grants);
    }

    /** A rule to be, or to be found. */
    public record Given(RuleKey key, List<Permission> grants) {
        public Given {
            grants = List.copyOf(grants);
        }
    }

    /** A rule and the teams that have it, by id. */
    @Introspected
    public record Shared(
            @TypeDef(type = DataType.JSON) Rule rule,
            @TypeDef(type = DataType.JSON) List<Owner> teams) {
        public Shared {
            teams = List.copyOf(teams);
        }
    }

    /** A team that has a rule. */
    public record Owner(int id, String name) {}
}
