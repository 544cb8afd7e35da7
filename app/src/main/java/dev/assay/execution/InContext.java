package dev.assay.execution;

import dev.assay.artefact.ArtefactResponse;
import dev.assay.artefact.BuildResponse;

/** An execution and what it is of. */
public record InContext(TestExecutionResponse execution, BuildResponse build, ArtefactResponse artefact) {}
