/** The commands of {@code assay}: one class each, thin, over the front doors of the features. */
@NullMarked
package dev.assay.cli;

import org.jspecify.annotations.NullMarked;
