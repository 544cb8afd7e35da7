/** HTTP to others: no redirects, deadlines, and no addresses that are ours. Front door: {@link dev.assay.notification.outbound.Outbound}. */
@NullMarked
package dev.assay.notification.outbound;

import org.jspecify.annotations.NullMarked;
