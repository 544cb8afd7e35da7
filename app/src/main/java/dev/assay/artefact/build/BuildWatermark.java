package dev.assay.artefact.build;

import io.micronaut.core.annotation.Introspected;

/**
 * What the database had at one moment: builds with higher ids, or of later transactions, are new.
 *
 * @param newest the highest id of a visible build
 * @param oldest the oldest transaction that is still open
 * @param next the number of the next transaction
 */
@Introspected
public record BuildWatermark(long newest, long oldest, long next) {}
