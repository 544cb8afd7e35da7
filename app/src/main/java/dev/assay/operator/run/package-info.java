/** TestRun: one run of a plan for an artefact, with its Jobs and executions. */
@NullMarked
package dev.assay.operator.run;

import org.jspecify.annotations.NullMarked;
