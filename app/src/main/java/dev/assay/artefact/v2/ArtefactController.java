package dev.assay.artefact.v2;

import static dev.assay.access.Permission.VIEW_ARTEFACT;

import dev.assay.access.Permit;
import dev.assay.artefact.Artefact;
import dev.assay.artefact.ArtefactFilter;
import dev.assay.artefact.ArtefactStatus;
import dev.assay.artefact.Artefacts;
import dev.assay.artefact.Family;
import dev.assay.artefact.Stage;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import dev.assay.web.Problem;
import dev.assay.web.input.Input;
import dev.assay.web.page.Page;
import dev.assay.web.page.Pages;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists artefacts page by page, with fields that v1 does not have. */
@Controller("/v2/artefacts")
@Tag(name = "artefacts")
@JsonApi
class ArtefactController {
    private final Artefacts artefacts;
    private final Pages pages;

    ArtefactController(Artefacts artefacts, Pages pages) {
        this.artefacts = artefacts;
        this.pages = pages;
    }

    /**
     * Artefacts that match all criteria, newest first, archived ones too.
     *
     * @param family only artefacts of this family
     * @param name only artefacts with this name
     * @param stage only artefacts at this stage
     * @param status only artefacts with this status
     * @param after the cursor from the previous page
     * @param limit how many at most
     */
    @Get
    @Permit(VIEW_ARTEFACT)
    HttpResponse<Page<ArtefactItem>> page(
            HttpRequest<?> request,
            @QueryValue @Nullable Family family,
            @QueryValue @Nullable String name,
            @QueryValue @Nullable Stage stage,
            @QueryValue @Nullable ArtefactStatus status,
            @QueryValue @Input.Default("2147483647") @Min(0) int after,
            @QueryValue @Input.Default("100") @Min(1) @Max(500) int limit) {
        List<Artefact> found = artefacts.page(new ArtefactFilter(family, name, stage, status), after, limit + 1);
        return pages.page(request, found, limit, ArtefactItem::from, Artefact::id);
    }

    /** One artefact, also an archived one. */
    @Get("/{id}")
    @Permit(VIEW_ARTEFACT)
    ArtefactItem get(@PathVariable long id) {
        return artefacts
                .find(id)
                .map(ArtefactItem::from)
                .orElseThrow(() -> new Fault(
                        Problem.NOT_FOUND,
                        "There is no artefact " + id,
                        "It may have been deleted. GET /v2/artefacts lists the existing ones"));
    }
}
