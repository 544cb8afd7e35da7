package dev.assay.artefact.v1;

import dev.assay.artefact.Build;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A build of an artefact, as v1 shows it inside other objects (ART-RESP-05).
 *
 * @param revision null for families without revisions
 */
@Serdeable
@Schema(name = "ArtefactBuildMinimalResponse")
public record BuildResponse(
        int id, String architecture, @Nullable Integer revision) {
    public static BuildResponse from(Build build) {
        return new BuildResponse(build.id(), build.architecture(), build.revision());
    }
}
