/** How fast the server is on this machine, compared with what the machine can do at most: {@code scripts/bench}. */
@NullMarked
package dev.assay.bench;

import org.jspecify.annotations.NullMarked;
