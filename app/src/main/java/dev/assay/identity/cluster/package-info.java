/**
 * Identifies programs in the cluster by asking the cluster about their tokens (TokenReview). Front door:
 * {@link dev.assay.identity.cluster.ServiceAccounts}.
 */
@NullMarked
package dev.assay.identity.cluster;

import org.jspecify.annotations.NullMarked;
