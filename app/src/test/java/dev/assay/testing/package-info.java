/** What tests run on: real PostgreSQL, from one place, and the Kubernetes cluster of {@code KUBECONFIG}, where there is one. */
@NullMarked
package dev.assay.testing;

import org.jspecify.annotations.NullMarked;
