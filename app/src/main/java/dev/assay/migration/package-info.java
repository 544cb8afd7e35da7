/**
 * Brings the database to the schema of this build: our scripts first, then the installation's own. Front door: {@link
 * dev.assay.migration.Migrations}.
 */
@NullMarked
package dev.assay.migration;

import org.jspecify.annotations.NullMarked;
