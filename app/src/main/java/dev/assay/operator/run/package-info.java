/** TestRun: one run of a plan for an artefact, as Jobs and their executions. */
@NullMarked
package dev.assay.operator.run;

import org.jspecify.annotations.NullMarked;
