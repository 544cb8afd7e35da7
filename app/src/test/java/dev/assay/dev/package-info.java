/** The server a developer runs: scripts/serve starts {@link DevServer} from its source, beside the libraries of the tests. */
@NullMarked
package dev.assay.dev;

import org.jspecify.annotations.NullMarked;
