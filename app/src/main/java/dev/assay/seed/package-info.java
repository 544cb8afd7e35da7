/** A believable history of tests, made up and stored through the front doors. Front door: {@link Seed}. */
@NullMarked
package dev.assay.seed;

import org.jspecify.annotations.NullMarked;
