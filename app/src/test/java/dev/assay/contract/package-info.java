/** Checks that the API we describe has everything that clients of Test Observer know. */
@NullMarked
package dev.assay.contract;

import org.jspecify.annotations.NullMarked;
