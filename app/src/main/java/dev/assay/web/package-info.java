/** Errors, paging, ids, ETag, idempotency: what every endpoint shares; knows no feature. */
@NullMarked
package dev.assay.web;

import org.jspecify.annotations.NullMarked;
