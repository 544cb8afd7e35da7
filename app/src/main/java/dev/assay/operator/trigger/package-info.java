/** Decides when runs of a TestPlan begin (by schedule, for new builds, for requested reruns) and which of them are kept. */
@NullMarked
package dev.assay.operator.trigger;

import org.jspecify.annotations.NullMarked;
