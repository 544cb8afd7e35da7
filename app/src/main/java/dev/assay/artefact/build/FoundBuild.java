package dev.assay.artefact.build;

import dev.assay.artefact.ArtefactKey;
import org.jspecify.annotations.Nullable;

/**
 * A build and its artefact, described as start-test describes them.
 *
 * @param revision null for families without revisions
 * @param artefacts the number of artefacts that the search found
 */
public record FoundBuild(
        long id, String architecture, @Nullable Integer revision, ArtefactKey artefact, int artefacts) {}
