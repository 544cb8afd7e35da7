/**
 * Callers, permissions, and what each operation requires: everything that features need of security. Front doors: {@link
 * dev.assay.access.Access}, {@link dev.assay.access.Permissions}.
 */
@NullMarked
package dev.assay.access;

import org.jspecify.annotations.NullMarked;
