/** Environment reviews: sign-off of a build in an environment. Front door: {@link dev.assay.review.Reviews}. */
@NullMarked
package dev.assay.review;

import org.jspecify.annotations.NullMarked;
