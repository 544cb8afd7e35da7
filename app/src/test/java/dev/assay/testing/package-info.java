/** What tests run on: a real PostgreSQL, from one place, and the Kubernetes cluster of {@code KUBECONFIG}, if there is one. */
@NullMarked
package dev.assay.testing;

import org.jspecify.annotations.NullMarked;
