package dev.assay.artefact.v1;

import static dev.assay.access.Permission.CHANGE_ARTEFACT;
import static dev.assay.access.Permission.VIEW_ARTEFACT;

import dev.assay.access.Caller;
import dev.assay.access.Permit;
import dev.assay.artefact.Artefact;
import dev.assay.artefact.ArtefactVersion;
import dev.assay.artefact.Artefacts;
import dev.assay.artefact.Artefacts.PatchOutcome;
import dev.assay.artefact.Family;
import dev.assay.artefact.Stage;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import dev.assay.web.input.Input;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Read and change artefacts (contract artefacts.md). */
@Controller("/v1/artefacts")
@Tag(name = "artefacts")
@JsonApi
class ArtefactController {
    private static final Set<Family> ALL = EnumSet.allOf(Family.class);

    private final Artefacts artefacts;

    ArtefactController(Artefacts artefacts) {
        this.artefacts = artefacts;
    }

    /** @param count the number of all names that match, not only of this page */
    @Serdeable
    @Schema(name = "ArtefactSearchResponse")
    record Found(List<String> artefacts, int count, int limit, int offset) {}

    /** @param count the number of items on this page (ART-HIST-03) */
    @Serdeable
    @Schema(name = "ArtefactHistoryResponse")
    record History(int count, List<ArtefactResponse.HistoryItem> items) {}

    /** What is under test at present, of all families or one (ART-LIST). */
    @Get
    @Permit(VIEW_ARTEFACT)
    List<ArtefactResponse> list(
            @Parameter(description = "Only artefacts of this family.") @QueryValue @Nullable Family family) {
        return artefacts.newest(family == null ? ALL : EnumSet.of(family)).stream()
                .map(ArtefactResponse::from)
                .toList();
    }

    /** Names of artefacts that contain a text (ART-SEARCH). */
    @Get("/search")
    @Permit(VIEW_ARTEFACT)
    Found search(
            @Parameter(description = "A part of the name. Case does not matter.") @QueryValue @Nullable String q,
            @Parameter(description = "Only names of these families.") @QueryValue @Nullable List<Family> families,
            @Parameter(description = "How many at most.") @QueryValue @Input.Default("50") @Min(1) @Max(1000) int limit,
            @Parameter(description = "How many of the first to leave out.") @QueryValue @Input.Default("0") @Min(0)
                    int offset) {
        Artefacts.Names found =
                artefacts.names(q == null ? "" : q.strip(), families == null ? ALL : families, limit, offset);
        return new Found(found.names(), found.count(), limit, offset);
    }

    /** Successive versions of an artefact, archived ones too (ART-HIST). */
    @Get("/history")
    @Permit(VIEW_ARTEFACT)
    History history(
            @Parameter(description = "The name of the artefact.") @QueryValue String name,
            @Parameter(description = "Its family.") @QueryValue Family family,
            @Parameter(description = "Its track.") @QueryValue @Input.Default("latest") String track,
            @Parameter(description = "Only artefacts at this stage.") @QueryValue @Nullable Stage stage,
            @Parameter(description = "How many at most.") @QueryValue @Input.Default("10") @Min(1) @Max(500) int limit,
            @Parameter(description = "How many of the first to leave out.") @QueryValue @Input.Default("0") @Min(0)
                    int offset) {
        List<ArtefactResponse.HistoryItem> items = artefacts.history(name, family, track, stage, limit, offset).stream()
                .map(ArtefactResponse.HistoryItem::from)
                .toList();
        return new History(items.size(), items);
    }

    /** One artefact, also an archived one (ART-GET). */
    @Get("/{artefact_id}")
    @Permit(VIEW_ARTEFACT)
    ArtefactResponse get(@PathVariable("artefact_id") long id) {
        return artefacts.find(id).map(ArtefactResponse::from).orElseThrow(() -> unknown(id));
    }

    /** An artefact's versions, newest first (ART-VER). */
    @Get("/{artefact_id}/versions")
    @Permit(VIEW_ARTEFACT)
    List<ArtefactResponse.Version> versions(@PathVariable("artefact_id") long id) {
        List<ArtefactVersion> versions = artefacts.versions(id);
        if (versions.isEmpty()) {
            throw unknown(id);
        }
        return versions.stream().map(ArtefactResponse.Version::from).toList();
    }

    /** Change an artefact's status, stage, texts, reviewers or bundle (ART-PATCH). */
    @Patch("/{artefact_id}")
    @ApiResponse(
            responseCode = "400",
            description = "The body cannot be read, or the artefact's reviews or family do not permit the change")
    @ApiResponse(responseCode = "409", description = "Another artefact already has the resulting key")
    @Permit(value = CHANGE_ARTEFACT, decided = Permit.Decided.WITHIN)
    ArtefactResponse patch(@PathVariable("artefact_id") long id, @Body ArtefactPatchRequest request, Caller caller) {
        return switch (artefacts.patch(id, request.patch(), caller)) {
            case PatchOutcome.Patched(Artefact artefact) -> ArtefactResponse.from(artefact);
            case PatchOutcome.Unknown() -> throw unknown(id);
            case PatchOutcome.NotAllowed() -> throw Fault.insufficientPermissions(CHANGE_ARTEFACT.wire());
            case PatchOutcome.Unfit(String reason) ->
                throw Fault.badRequest(reason, "See the artefact's reviews and family");
            case PatchOutcome.Invalid(String reason) -> throw Fault.unprocessable(reason);
            case PatchOutcome.Taken(String reason) -> throw Fault.conflict(reason);
        };
    }

    private static Fault unknown(long id) {
        return Fault.notFound("Artefact with id " + id + " not found");
    }
}
