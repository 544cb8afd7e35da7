/** Statements, COPY, the audit context of changes, and database errors. Imports no feature. */
@NullMarked
package dev.assay.database;

import org.jspecify.annotations.NullMarked;
