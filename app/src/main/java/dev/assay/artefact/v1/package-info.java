/** Artefacts as v1 shows and takes them; other answers of v1 that show an artefact use the same records. */
@NullMarked
package dev.assay.artefact.v1;

import org.jspecify.annotations.NullMarked;
