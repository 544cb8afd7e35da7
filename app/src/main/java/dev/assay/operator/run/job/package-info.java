/** One Job of a run: its purpose, its definition and its observed state. */
@NullMarked
package dev.assay.operator.run.job;

import org.jspecify.annotations.NullMarked;
