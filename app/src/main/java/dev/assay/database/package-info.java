/** Statements, COPY, whose act a change is, and what the database says when it fails. Imports no feature. */
@NullMarked
package dev.assay.database;

import org.jspecify.annotations.NullMarked;
