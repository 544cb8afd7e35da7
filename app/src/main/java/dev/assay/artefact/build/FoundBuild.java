package dev.assay.artefact.build;

import dev.assay.artefact.NewArtefact;
import org.jspecify.annotations.Nullable;

/**
 * A build and its artefact, by what a start-test names them.
 *
 * @param revision null for families without revisions
 * @param artefacts how many artefacts were found in all
 */
public record FoundBuild(
        long id, String architecture, @Nullable Integer revision, NewArtefact artefact, int artefacts) {}
