/** Finds builds to test: the newest ones, and those that are new since a moment. */
@NullMarked
package dev.assay.artefact.build;

import org.jspecify.annotations.NullMarked;
