/** TestPlan: how artefacts are tested, and when its runs begin. */
@NullMarked
package dev.assay.operator.plan;

import org.jspecify.annotations.NullMarked;
