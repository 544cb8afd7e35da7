/**
 * Identifies programs by signed tokens of the system they run on, such as CI services and clusters. Front door:
 * {@link dev.assay.identity.workload.WorkloadTokens}.
 */
@NullMarked
package dev.assay.identity.workload;

import org.jspecify.annotations.NullMarked;
