/** Rate limits for writes and for failed sign-ons. Front door: {@link dev.assay.identity.limit.FailedSignOns}. */
@NullMarked
package dev.assay.identity.limit;

import org.jspecify.annotations.NullMarked;
