package dev.assay.artefact;

import static dev.assay.identity.Permission.VIEW_ARTEFACT;

import dev.assay.identity.Permit;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.swagger.v3.oas.annotations.tags.Tag;

/** Read and change artefacts (contract artefacts.md). */
@Controller("/v1/artefacts")
@Tag(name = "artefacts")
@JsonApi
class ArtefactController {
    private final Artefacts artefacts;

    ArtefactController(Artefacts artefacts) {
        this.artefacts = artefacts;
    }

    /** One artefact, also an archived one (ART-GET). */
    @Get("/{artefact_id}")
    @Permit(VIEW_ARTEFACT)
    ArtefactResponse get(@PathVariable("artefact_id") long id) {
        return artefacts.find(id).orElseThrow(() -> unknown(id));
    }

    private static Fault unknown(long id) {
        return Fault.notFound("Artefact with id " + id + " not found");
    }
}
