package dev.assay.team;

import static dev.assay.access.Permission.CHANGE_TEAM;
import static dev.assay.access.Permission.VIEW_TEAM;

import dev.assay.access.Permit;
import dev.assay.artefact.Family;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
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
import io.micronaut.http.annotation.QueryValue;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Matching rules (contract matching-rules.md, section 2). */
@Controller("/v1/artefact-matching-rules")
@Tag(name = "artefact-matching-rules")
@JsonApi
class RuleController {
    private static final int PAGE = 500;

    private final Rules rules;
    private final Streams streams;

    RuleController(Rules rules, Streams streams) {
        this.rules = rules;
        this.streams = streams;
    }

    /** All rules, or those of one family, sorted by id (AMR-6). */
    @Get
    @Permit(VIEW_TEAM)
    @ApiResponse(
            responseCode = "200",
            description = "The rules",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            array = @ArraySchema(schema = @Schema(implementation = RuleResponse.class))))
    HttpResponse<?> list(@Parameter(description = "Only of this family.") @QueryValue @Nullable Family family) {
        return streams.array(page(family, 0), last -> page(family, last.id()));
    }

    private List<RuleResponse> page(@Nullable Family family, int after) {
        return rules.after(family, after, PAGE).stream().map(RuleResponse::from).toList();
    }

    /** One rule (AMR-7). */
    @Get("/{rule_id}")
    @Permit(VIEW_TEAM)
    RuleResponse get(@PathVariable("rule_id") long id) {
        return rules.find(id).map(RuleResponse::from).orElseThrow(() -> unknown(id));
    }

    /** Create a rule for one or more teams (AMR-8). */
    @Post
    @Permit(CHANGE_TEAM)
    @ApiResponse(
            responseCode = "201",
            description = "The rule",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = RuleResponse.class)))
    @ApiResponse(responseCode = "400", description = "The body cannot be read, or does not name a team")
    @ApiResponse(responseCode = "404", description = "There is no such team")
    @ApiResponse(responseCode = "409", description = "Another rule has the same values")
    HttpResponse<RuleResponse> create(@Body NewRule rule) {
        return switch (rules.create(rule.given(), rule.teamIds())) {
            case Rules.Outcome.Done(Rule.Shared made) -> HttpResponse.created(RuleResponse.from(made));
            case Rules.Outcome.Unknown() -> throw new IllegalStateException();
            case Rules.Outcome.UnknownTeam(long id) -> throw unknownTeam(id);
            case Rules.Outcome.NoTeams() ->
                throw Fault.badRequest("At least one team is required to create a matching rule", "Name one");
            case Rules.Outcome.Taken() ->
                throw Fault.conflict("Artefact matching rule with these values already exists");
        };
    }

    /** Change a rule, its teams or what it grants (AMR-9, AMR-10). */
    @Patch("/{rule_id}")
    @Permit(CHANGE_TEAM)
    @ApiResponse(responseCode = "400", description = "The body cannot be read, or the rule would have no team left")
    @ApiResponse(responseCode = "409", description = "Another rule has the same values")
    RuleResponse patch(@PathVariable("rule_id") long id, @Body RulePatch patch) {
        return switch (rules.patch(id, patch::after, patch.teamIds())) {
            case Rules.Outcome.Done(Rule.Shared changed) -> RuleResponse.from(changed);
            case Rules.Outcome.Unknown() -> throw unknown(id);
            case Rules.Outcome.UnknownTeam(long team) -> throw unknownTeam(team);
            case Rules.Outcome.NoTeams() ->
                throw Fault.badRequest("At least one team is required for a matching rule", "Name one");
            case Rules.Outcome.Taken() ->
                throw Fault.conflict("Another artefact matching rule with these values already exists");
        };
    }

    /** Remove a rule from all its teams (AMR-11). */
    @Delete("/{rule_id}")
    @Permit(CHANGE_TEAM)
    HttpResponse<Void> delete(@PathVariable("rule_id") long id) {
        if (!rules.delete(id)) {
            throw unknown(id);
        }
        return HttpResponse.noContent();
    }

    private static Fault unknown(long id) {
        return Fault.notFound("Artefact matching rule " + id + " doesn't exist");
    }

    private static Fault unknownTeam(long id) {
        return Fault.notFound("Team " + id + " doesn't exist");
    }
}
