/**
 * Connections: pools for each kind of work within its limits, with the audit context of changes; and background work that one
 * replica does for all.
 */
@NullMarked
package dev.assay.database.connection;

import org.jspecify.annotations.NullMarked;
