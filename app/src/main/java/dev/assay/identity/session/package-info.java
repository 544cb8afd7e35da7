/** Sessions: identifies signed-in users by a cookie. Front door: {@link dev.assay.identity.session.Sessions}. */
@NullMarked
package dev.assay.identity.session;

import org.jspecify.annotations.NullMarked;
