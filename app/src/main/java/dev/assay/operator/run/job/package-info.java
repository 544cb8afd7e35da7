/** What one Job of a run is for, as it ought to be, and as it is seen. */
@NullMarked
package dev.assay.operator.run.job;

import org.jspecify.annotations.NullMarked;
