/** Authenticates the caller of each request by key, token or session, and checks its permission before any input is read. */
@NullMarked
package dev.assay.identity;

import org.jspecify.annotations.NullMarked;
