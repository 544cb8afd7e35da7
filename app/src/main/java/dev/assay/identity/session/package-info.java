/** Who is signed in, by the cookie of a session. Front door: {@link dev.assay.identity.session.Sessions}. */
@NullMarked
package dev.assay.identity.session;

import org.jspecify.annotations.NullMarked;
