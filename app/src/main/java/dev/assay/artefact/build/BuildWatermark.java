package dev.assay.artefact.build;

import io.micronaut.core.annotation.Introspected;

/**
 * A moment in the life of the database.
 *
 * @param newest the highest id of a build that can be seen
 * @param oldest the oldest transaction that goes on
 * @param next the number of the next transaction
 */
@Introspected
public record BuildWatermark(long newest, long oldest, long next) {}
