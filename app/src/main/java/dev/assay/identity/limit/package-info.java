/** How often callers may write and fail to sign on. Front door: {@link dev.assay.identity.limit.FailedSignOns}. */
@NullMarked
package dev.assay.identity.limit;

import org.jspecify.annotations.NullMarked;
