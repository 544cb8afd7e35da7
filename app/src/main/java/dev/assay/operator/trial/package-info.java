/** One step of a TestPlan, tried by the person who writes it: a Job of its own, and nothing is recorded. */
@NullMarked
package dev.assay.operator.trial;

import org.jspecify.annotations.NullMarked;
