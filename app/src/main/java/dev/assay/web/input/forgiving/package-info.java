/** Lenient input of v1: numbers, booleans and times in many forms, and the contract's messages for wrong values. Only v1 uses it. */
@NullMarked
package dev.assay.web.input.forgiving;

import org.jspecify.annotations.NullMarked;
