package dev.assay.team;

import dev.assay.access.Permission;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import java.util.List;

/**
 * A matching rule: says which artefacts it matches, and what members of its teams may do with them.
 *
 * @param key unique among all rules
 */
public record Rule(int id, RuleKey key, List<Permission> grants) {
    public Rule {
        grants = List.copyOf(grants);
    }

    /** A rule without an id: one to create or to look up. */
    public record Terms(RuleKey key, List<Permission> grants) {
        public Terms {
            grants = List.copyOf(grants);
        }
    }

    /** A rule and the teams that have it, sorted by id. */
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
