/**
 * Who a program is by the word of the system it runs on: signed tokens of CI services and clusters. Front door:
 * {@link dev.assay.identity.workload.WorkloadTokens}.
 */
@NullMarked
package dev.assay.identity.workload;

import org.jspecify.annotations.NullMarked;
