package dev.assay.team;

import dev.assay.access.Permission;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A team: its members, their permissions, and the rules that assign artefacts to them.
 *
 * @param members sorted by id
 * @param rules sorted by id
 */
@Introspected
public record Team(
        int id,
        String name,
        @TypeDef(type = DataType.STRING_ARRAY) List<Permission> permissions,
        @TypeDef(type = DataType.JSON) List<Member> members,
        @TypeDef(type = DataType.JSON) List<Rule> rules) {
    public Team {
        permissions = List.copyOf(permissions);
        members = List.copyOf(members);
        rules = List.copyOf(rules);
    }

    /** A user in the team. */
    public record Member(int id, @Nullable String launchpadHandle, String email, String name, boolean isAdmin) {}
}
