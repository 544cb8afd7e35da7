/**
 * Requests and responses of v1 about artefacts. Other responses of v1 that contain an artefact use the same records.
 */
@NullMarked
package dev.assay.artefact.v1;

import org.jspecify.annotations.NullMarked;
