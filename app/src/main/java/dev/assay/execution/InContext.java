package dev.assay.execution;

import dev.assay.artefact.BuildResponse;

/**
 * An execution and what it is of.
 *
 * @param artefact the id of the build's artefact
 */
public record InContext(TestExecutionResponse execution, BuildResponse build, int artefact) {}
