/** Executions as v1 shows and takes them; other answers of v1 that show an execution use the same records. */
@NullMarked
package dev.assay.execution.v1;

import org.jspecify.annotations.NullMarked;
