/** The queue of requested reruns, one per group of plan, build and environment. Front door: {@link dev.assay.rerun.Reruns}. */
@NullMarked
package dev.assay.rerun;

import org.jspecify.annotations.NullMarked;
