/** Receives result files and stores their results with the package {@code result}. */
@NullMarked
package dev.assay.upload;

import org.jspecify.annotations.NullMarked;
