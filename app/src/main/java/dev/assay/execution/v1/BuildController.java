package dev.assay.execution.v1;

import static dev.assay.access.Permission.VIEW_ARTEFACT;

import dev.assay.access.Permit;
import dev.assay.artefact.Artefacts;
import dev.assay.artefact.build.Builds;
import dev.assay.artefact.build.LatestBuild;
import dev.assay.execution.Execution;
import dev.assay.execution.Executions;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The latest builds of an artefact with their executions (contract artefacts.md, section 7). */
@Controller("/v1/artefacts/{artefact_id}/builds")
@Tag(name = "artefacts")
@JsonApi
class BuildController {
    private final Builds builds;
    private final Executions executions;
    private final Artefacts artefacts;

    BuildController(Builds builds, Executions executions, Artefacts artefacts) {
        this.builds = builds;
        this.executions = executions;
        this.artefacts = artefacts;
    }

    /** A build with its executions. */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "ArtefactBuildResponse")
    record Build(
            int id,
            String architecture,
            @Nullable Integer revision,
            List<TestExecutionResponse> testExecutions,
            List<Bundling> bundledIn) {
        static Build from(LatestBuild build, List<Execution> executions) {
            return new Build(
                    build.id(),
                    build.architecture(),
                    build.revision(),
                    executions.stream().map(TestExecutionResponse::from).toList(),
                    build.bundledIn().stream().map(Bundling::from).toList());
        }
    }

    /** An artefact that bundles a build (ART-BUILD-03). */
    @Serdeable
    @Schema(name = "ArtefactMinimalResponse")
    record Bundling(int id, String name, String version, String family) {
        static Bundling from(LatestBuild.Bundling by) {
            return new Bundling(by.id(), by.name(), by.version(), by.family().wire());
        }
    }

    /**
     * The latest build of each architecture, with all its executions in the order of environments (ART-BUILD).
     */
    @Get
    @Permit(VIEW_ARTEFACT)
    List<Build> builds(@PathVariable("artefact_id") long artefactId) {
        List<LatestBuild> latest = builds.latest(artefactId);
        if (latest.isEmpty()) {
            if (!artefacts.exists(artefactId)) {
                throw Fault.notFound("Artefact with id " + artefactId + " not found");
            }
            return List.of();
        }
        Map<Integer, List<Execution>> byBuild = executions.ofLatestBuilds(artefactId);
        return latest.stream()
                .map(build -> Build.from(build, byBuild.getOrDefault(build.id(), List.of())))
                .toList();
    }
}
