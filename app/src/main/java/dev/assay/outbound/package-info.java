/**
 * HTTP to others, the one way out: deadlines, longest answers, no redirects, proxies, and no private address where a caller wrote it.
 * Front door: {@link dev.assay.outbound.Outbound}.
 */
@NullMarked
package dev.assay.outbound;

import org.jspecify.annotations.NullMarked;
