package dev.assay.execution;

import dev.assay.artefact.Artefact;

/** An execution and what it is of. */
public record InContext(Execution execution, Artefact artefact) {}
