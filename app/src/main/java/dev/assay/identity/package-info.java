/**
 * Who calls and what they may do: applications with API keys, permissions, the check of every operation. Front door:
 * {@link dev.assay.identity.Applications}.
 */
@NullMarked
package dev.assay.identity;

import org.jspecify.annotations.NullMarked;
