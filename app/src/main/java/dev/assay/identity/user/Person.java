package dev.assay.identity.user;

import dev.assay.access.Permission;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A user, with teams sorted by id. */
@Introspected
public record Person(
        int id,
        String email,
        String name,
        @Nullable String launchpadHandle,
        @TypeDef(type = DataType.JSON) List<InTeam> teams,
        boolean isAdmin) {
    public Person {
        teams = List.copyOf(teams);
    }

    /** A team of the user, with the permissions of its members. */
    public record InTeam(int id, String name, List<Permission> permissions) {
        public InTeam {
            permissions = List.copyOf(permissions);
        }
    }
}
