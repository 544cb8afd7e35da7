/** What is under test: families, versions, builds, stages. Front door: {@link dev.assay.artefact.Artefacts}. */
@NullMarked
package dev.assay.artefact;

import org.jspecify.annotations.NullMarked;
