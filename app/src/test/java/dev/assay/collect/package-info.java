/** The collector against a real API, in this process and as one of its own. */
@NullMarked
package dev.assay.collect;

import org.jspecify.annotations.NullMarked;
