/** Artefacts as v2 shows them. */
@NullMarked
package dev.assay.artefact.v2;

import org.jspecify.annotations.NullMarked;
