/** The container images, built and run as in an installation, and what {@code skaffold.yaml} says about them. */
@NullMarked
package dev.assay.image;

import org.jspecify.annotations.NullMarked;
