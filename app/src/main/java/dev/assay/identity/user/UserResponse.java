package dev.assay.identity.user;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A person, as v1 shows it (auth.md section 5). */
@Serdeable(naming = SnakeCaseStrategy.class)
@Schema(name = "UserResponse")
public record UserResponse(
        int id, String email, String name, @Nullable String launchpadHandle, List<InTeam> teams, boolean isAdmin) {
    public UserResponse {
        teams = List.copyOf(teams);
    }

    /** A team that the person is in, with what its members may do. */
    @Serdeable
    @Schema(name = "UserTeamResponse")
    public record InTeam(int id, String name, List<String> permissions) {}
}
