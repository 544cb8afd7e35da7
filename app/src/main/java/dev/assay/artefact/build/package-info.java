/** Builds of artefacts, as those who begin tests look for them: the newest ones, and those that are new. */
@NullMarked
package dev.assay.artefact.build;

import org.jspecify.annotations.NullMarked;
