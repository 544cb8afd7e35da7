/** TestPlan: how artefacts are tested, and when runs of it begin. */
@NullMarked
package dev.assay.operator.plan;

import org.jspecify.annotations.NullMarked;
