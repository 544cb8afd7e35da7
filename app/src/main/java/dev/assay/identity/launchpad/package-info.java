/** People and their teams in Launchpad. Front door: {@link dev.assay.identity.launchpad.Launchpad}. */
@NullMarked
package dev.assay.identity.launchpad;

import org.jspecify.annotations.NullMarked;
