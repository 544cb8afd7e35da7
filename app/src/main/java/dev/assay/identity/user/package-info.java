/** People who sign on or review: who there is, who they are in, who is an admin. Front door: {@link dev.assay.identity.user.Users}. */
@NullMarked
package dev.assay.identity.user;

import org.jspecify.annotations.NullMarked;
