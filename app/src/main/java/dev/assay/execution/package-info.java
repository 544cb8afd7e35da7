/**
 * One run of a test plan for a build in an environment: start, status, events, links, metadata. Front door:
 * {@link dev.assay.execution.Executions}.
 */
@NullMarked
package dev.assay.execution;

import org.jspecify.annotations.NullMarked;
