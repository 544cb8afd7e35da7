/**
 * The one way to send HTTP requests to other servers: deadlines, limits on responses, no redirects, proxies, and no private address
 * for a URL from a caller. Front door: {@link dev.assay.outbound.Outbound}.
 */
@NullMarked
package dev.assay.outbound;

import org.jspecify.annotations.NullMarked;
