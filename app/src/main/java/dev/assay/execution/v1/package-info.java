/**
 * Requests and responses of v1 about executions. Other responses of v1 that contain an execution use the same records.
 */
@NullMarked
package dev.assay.execution.v1;

import org.jspecify.annotations.NullMarked;
