/**
 * The audit log: who changed which row. Reads what the database's triggers write, and deletes old entries. Front door: {@link
 * dev.assay.audit.AuditLog}.
 */
@NullMarked
package dev.assay.audit;

import org.jspecify.annotations.NullMarked;
