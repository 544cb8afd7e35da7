/**
 * Applications that a setting declares, so that an installation can give its own programs access without a person. Front door:
 * {@link dev.assay.identity.declared.DeclaredApplications}.
 */
@NullMarked
package dev.assay.identity.declared;

import org.jspecify.annotations.NullMarked;
