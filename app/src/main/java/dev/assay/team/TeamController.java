package dev.assay.team;

import static dev.assay.access.Permission.CHANGE_TEAM;
import static dev.assay.access.Permission.VIEW_TEAM;

import dev.assay.access.Permission;
import dev.assay.access.Permit;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import dev.assay.web.input.Input;
import dev.assay.web.stream.Streams;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Teams and their members (contract auth.md, section 6). */
@Controller("/v1/teams")
@Tag(name = "teams")
@JsonApi
class TeamController {
    /** Small, because each team may have thousands of members. */
    private static final int PAGE = 50;

    private final Teams teams;
    private final Streams streams;

    TeamController(Teams teams, Streams streams) {
        this.teams = teams;
        this.streams = streams;
    }

    /**
     * A team to create (TEAM-2).
     *
     * @param permissions what its members may do
     * @param artefactMatchingRules if several have the same values, the first is used
     */
    @Schema(name = "TeamCreate")
    record NewTeam(
            @Size(max = 200) String name,
            @Size(max = RuleBase.MOST) @Input.Default("[]") List<Permission> permissions,
            @Size(max = RuleBase.MOST) @Input.Default("[]") List<RuleBase> artefactMatchingRules) {}

    /**
     * Changes to a team. A value that is null or absent stays as it is (TEAM-4).
     *
     * @param permissions replace the previous permissions
     * @param artefactMatchingRules replace the previous rules; if several have the same values, the first is used
     */
    @Schema(name = "TeamPatch")
    record Change(
            @Size(max = RuleBase.MOST) @Nullable List<Permission> permissions,
            @Size(max = RuleBase.MOST) @Nullable List<RuleBase> artefactMatchingRules) {}

    /** All teams, sorted by id. */
    @Get
    @Permit(VIEW_TEAM)
    @ApiResponse(
            responseCode = "200",
            description = "The teams",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            array = @ArraySchema(schema = @Schema(implementation = TeamResponse.class))))
    HttpResponse<?> list() {
        return streams.array(page(0), last -> page(last.id()));
    }

    private List<TeamResponse> page(int after) {
        return teams.after(after, PAGE).stream().map(TeamResponse::from).toList();
    }

    /** One team. */
    @Get("/{team_id}")
    @Permit(VIEW_TEAM)
    TeamResponse get(@PathVariable("team_id") long id) {
        return teams.find(id).map(TeamResponse::from).orElseThrow(() -> unknown(id));
    }

    /** Create a team, with rules that are new or that other teams already have (TEAM-2, TEAM-3, AMR-15). */
    @Post
    @Permit(CHANGE_TEAM)
    @ApiResponse(
            responseCode = "201",
            description = "The team",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = TeamResponse.class)))
    @ApiResponse(responseCode = "409", description = "Another team has this name")
    HttpResponse<TeamResponse> create(@Body NewTeam team) {
        return switch (teams.create(team.name(), team.permissions(), given(team.artefactMatchingRules()))) {
            case Teams.CreateOutcome.Created(Team made) -> HttpResponse.created(TeamResponse.from(made));
            case Teams.CreateOutcome.NameTaken(String name) ->
                throw Fault.conflict("Team with name '" + name + "' already exists");
        };
    }

    /** Replace what members of a team may do, or its rules (TEAM-4, AMR-15). */
    @Patch("/{team_id}")
    @Permit(CHANGE_TEAM)
    TeamResponse patch(@PathVariable("team_id") long id, @Body Change change) {
        List<RuleBase> rules = change.artefactMatchingRules();
        return teams.patch(id, change.permissions(), rules == null ? null : given(rules))
                .map(TeamResponse::from)
                .orElseThrow(() -> unknown(id));
    }

    /** Add a user to a team (TEAM-6). */
    @Post("/{team_id}/members/{user_id}")
    @Permit(CHANGE_TEAM)
    TeamResponse addMember(@PathVariable("team_id") long teamId, @PathVariable("user_id") long userId) {
        return team(teamId, userId, teams.addMember(teamId, userId));
    }

    /** Remove a user from a team (TEAM-6). */
    @Delete("/{team_id}/members/{user_id}")
    @Permit(CHANGE_TEAM)
    TeamResponse removeMember(@PathVariable("team_id") long teamId, @PathVariable("user_id") long userId) {
        return team(teamId, userId, teams.removeMember(teamId, userId));
    }

    private static List<Rule.Terms> given(List<RuleBase> rules) {
        return rules.stream().map(RuleBase::given).toList();
    }

    private static TeamResponse team(long teamId, long userId, Teams.MemberOutcome outcome) {
        return switch (outcome) {
            case Teams.MemberOutcome.Done(Team team) -> TeamResponse.from(team);
            case Teams.MemberOutcome.UnknownTeam() -> throw unknown(teamId);
            case Teams.MemberOutcome.UnknownUser() -> throw Fault.notFound("User " + userId + " doesn't exist");
        };
    }

    private static Fault unknown(long id) {
        return Fault.notFound("Team " + id + " doesn't exist");
    }
}
