/**
 * Who a program in the cluster is by the word of the cluster itself, which is asked (TokenReview). Front door:
 * {@link dev.assay.identity.cluster.ServiceAccounts}.
 */
@NullMarked
package dev.assay.identity.cluster;

import org.jspecify.annotations.NullMarked;
