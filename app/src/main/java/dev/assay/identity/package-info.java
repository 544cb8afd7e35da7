/**
 * Who calls and what they may do: users and applications, permissions, the check of every operation. Front door:
 * {@link dev.assay.identity.Access}.
 */
@NullMarked
package dev.assay.identity;

import org.jspecify.annotations.NullMarked;
