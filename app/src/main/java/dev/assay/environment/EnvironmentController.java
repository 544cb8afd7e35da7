package dev.assay.environment;

import static dev.assay.access.Permission.VIEW_TEST;

import dev.assay.access.Permit;
import dev.assay.artefact.Family;
import dev.assay.web.JsonApi;
import dev.assay.web.input.Input;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;

/** Names of environments (ENV-01 to ENV-04). */
@Controller("/v1/environments")
@Tag(name = "environments")
@JsonApi
class EnvironmentController {
    private final Environments environments;

    EnvironmentController(Environments environments) {
        this.environments = environments;
    }

    /** @param count the number of names on all pages */
    @Serdeable
    @Schema(name = "EnvironmentsResponse")
    record Page(List<String> environments, long count, int limit, int offset) {}

    /**
     * Distinct names of environments.
     *
     * @param q part of a name, in any case
     * @param families only environments in which one of these was tested
     * @param limit how many at most
     * @param offset how many of the first to leave out
     */
    @Get
    @Permit(VIEW_TEST)
    Page list(
            @QueryValue @Input.Default("") String q,
            @QueryValue @Input.Default("[]") List<Family> families,
            @QueryValue @Input.Default("50") @Min(1) @Max(1000) int limit,
            @QueryValue @Input.Default("0") @Min(0) int offset) {
        var names = environments.names(q.strip(), families, limit, offset); // CONV-30
        return new Page(names.items(), names.count(), limit, offset);
    }
}
