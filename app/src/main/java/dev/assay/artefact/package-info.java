/**
 * Things under test: their families, versions, builds and stages. Front door: {@link dev.assay.artefact.Artefacts}.
 */
@NullMarked
package dev.assay.artefact;

import org.jspecify.annotations.NullMarked;
