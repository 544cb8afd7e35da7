/** v1's forgiving input: numbers, booleans and times in many forms, and the contract's words for what is none of them. Only v1 has it. */
@NullMarked
package dev.assay.web.input.forgiving;

import org.jspecify.annotations.NullMarked;
