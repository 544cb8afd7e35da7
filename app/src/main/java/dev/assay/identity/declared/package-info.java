/**
 * Applications that a setting declares, so that an installation needs no person to let its own programs in. Front door:
 * {@link dev.assay.identity.declared.DeclaredApplications}.
 */
@NullMarked
package dev.assay.identity.declared;

import org.jspecify.annotations.NullMarked;
