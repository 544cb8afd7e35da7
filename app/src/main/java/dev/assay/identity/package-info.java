/** Who sends each request, found by key, token or session, and whether they may, before anything of the input is read. */
@NullMarked
package dev.assay.identity;

import org.jspecify.annotations.NullMarked;
