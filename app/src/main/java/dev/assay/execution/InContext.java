package dev.assay.execution;

import dev.assay.artefact.Artefact;

/** An execution and the artefact that it tests. */
public record InContext(Execution execution, Artefact artefact) {}
