/** The operator: does what custom resources ask for, and writes the results to their status. */
@NullMarked
package dev.assay.operator;

import org.jspecify.annotations.NullMarked;
