/** The commands of {@code assay}: one thin class each, which calls the front doors of the features. */
@NullMarked
package dev.assay.cli;

import org.jspecify.annotations.NullMarked;
