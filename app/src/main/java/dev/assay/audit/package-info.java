/**
 * Who did what to which row: reads what the database's triggers write, and forgets what is old. Front door: {@link
 * dev.assay.audit.AuditLog}.
 */
@NullMarked
package dev.assay.audit;

import org.jspecify.annotations.NullMarked;
