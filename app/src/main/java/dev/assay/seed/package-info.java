/**
 * Generates a realistic history of tests and stores it with the public methods of the features. Front door: {@link
 * Seed}.
 */
@NullMarked
package dev.assay.seed;

import org.jspecify.annotations.NullMarked;
