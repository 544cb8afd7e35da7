/** Tests the collector with a real API, in this process and in its own. */
@NullMarked
package dev.assay.collect;

import org.jspecify.annotations.NullMarked;
