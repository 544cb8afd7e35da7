/** The container images, built and run as an installation does it, and what {@code skaffold.yaml} says about them. */
@NullMarked
package dev.assay.image;

import org.jspecify.annotations.NullMarked;
