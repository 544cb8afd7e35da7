package dev.assay.artefact.build;

import dev.assay.artefact.ArtefactKey;
import org.jspecify.annotations.Nullable;

/**
 * A build and its artefact, by what a start-test names them.
 *
 * @param revision null for families without revisions
 * @param artefacts how many artefacts were found in all
 */
public record FoundBuild(
        long id, String architecture, @Nullable Integer revision, ArtefactKey artefact, int artefacts) {}
