package dev.assay.artefact;

import org.jspecify.annotations.Nullable;

/**
 * A build of an artefact.
 *
 * @param revision null for families without revisions
 */
public record Build(int id, String architecture, @Nullable Integer revision) {}
