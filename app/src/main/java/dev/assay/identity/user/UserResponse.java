package dev.assay.identity.user;

import dev.assay.access.Permission;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A user, as v1 shows it (auth.md section 5). */
@Serdeable(naming = SnakeCaseStrategy.class)
@Schema(name = "UserResponse")
record UserResponse(
        int id, String email, String name, @Nullable String launchpadHandle, List<InTeam> teams, boolean isAdmin) {

    static UserResponse from(Person person) {
        return new UserResponse(
                person.id(),
                person.email(),
                person.name(),
                person.launchpadHandle(),
                person.teams().stream().map(InTeam::from).toList(),
                person.isAdmin());
    }

    /** A team of the user, with the permissions of its members. */
    @Serdeable
    @Schema(name = "UserTeamResponse")
    record InTeam(int id, String name, List<String> permissions) {
        static InTeam from(Person.InTeam team) {
            return new InTeam(
                    team.id(),
                    team.name(),
                    team.permissions().stream().map(Permission::wire).toList());
        }
    }
}
