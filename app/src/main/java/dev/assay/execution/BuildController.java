package dev.assay.execution;

import static dev.assay.access.Permission.VIEW_ARTEFACT;

import dev.assay.access.Permit;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import io.micronaut.core.type.Argument;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The latest builds of an artefact with their executions (contract artefacts.md, section 7). */
@Controller("/v1/artefacts/{artefact_id}/builds")
@Tag(name = "artefacts")
@JsonApi
class BuildController {
    private static final Argument<List<Bundling>> BUNDLINGS = Argument.listOf(Bundling.class);

    private final BuildRepository builds;
    private final Executions executions;
    private final JsonMapper json;

    BuildController(BuildRepository builds, Executions executions, JsonMapper json) {
        this.builds = builds;
        this.executions = executions;
        this.json = json;
    }

    /** A build with its executions. */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "ArtefactBuildResponse")
    record Build(
            int id,
            String architecture,
            @Nullable Integer revision,
            List<TestExecutionResponse> testExecutions,
            List<Bundling> bundledIn) {}

    /** An artefact that bundles a build (ART-BUILD-03). */
    @Serdeable
    @Schema(name = "ArtefactMinimalResponse")
    record Bundling(int id, String name, String version, String family) {}

    /** The latest build of each architecture, with all its executions by environment (ART-BUILD). Two round trips. */
    @Get
    @Permit(VIEW_ARTEFACT)
    List<Build> builds(@PathVariable("artefact_id") long artefactId) {
        List<BuildRepository.BuildRow> rows = builds.latest(artefactId);
        if (rows.isEmpty()) {
            throw Fault.notFound("Artefact with id " + artefactId + " not found");
        }
        Map<Integer, List<TestExecutionResponse>> byBuild = executions.ofLatestBuilds(artefactId);
        return rows.stream()
                .filter(row -> row.id() != null)
                .map(row -> new Build(
                        Objects.requireNonNull(row.id()),
                        Objects.requireNonNull(row.architecture()),
                        row.revision(),
                        byBuild.getOrDefault(row.id(), List.of()),
                        bundlings(row.bundledIn())))
                .toList();
    }

    private List<Bundling> bundlings(String text) {
        try {
            return text.equals("[]") ? List.of() : json.readValue(text, BUNDLINGS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
