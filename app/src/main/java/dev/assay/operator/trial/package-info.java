/** Tries one step of a TestPlan while it is being written: in its own Job, and without recording anything. */
@NullMarked
package dev.assay.operator.trial;

import org.jspecify.annotations.NullMarked;
