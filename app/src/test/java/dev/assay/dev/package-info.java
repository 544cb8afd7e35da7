/** The server that a developer runs: scripts/serve starts {@link DevServer} from its source, with the libraries of the tests. */
@NullMarked
package dev.assay.dev;

import org.jspecify.annotations.NullMarked;
