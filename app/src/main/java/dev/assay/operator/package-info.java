/** The operator: what Kubernetes is asked for by custom resources, and what came of it. */
@NullMarked
package dev.assay.operator;

import org.jspecify.annotations.NullMarked;
