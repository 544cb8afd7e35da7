package dev.assay.artefact.build;

import dev.assay.artefact.Family;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.MappedProperty;
import io.micronaut.data.model.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The latest build of an architecture.
 *
 * @param bundledIn the artefacts that bundle it, by ascending id
 */
@Introspected
public record LatestBuild(
        int id,
        String architecture,
        @Nullable Integer revision,
        @MappedProperty(type = DataType.JSON) List<Bundling> bundledIn) {

    /** An artefact that bundles a build. */
    public record Bundling(int id, String name, String version, Family family) {}
}
