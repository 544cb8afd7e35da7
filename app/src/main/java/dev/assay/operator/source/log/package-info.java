/** The output of containers, and the result files in it. */
@NullMarked
package dev.assay.operator.source.log;

import org.jspecify.annotations.NullMarked;
