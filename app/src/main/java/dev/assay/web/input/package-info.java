/**
 * What a request may contain: shapes derived from records and parameters, which read path, query and body and report
 * every mistake at once in the form of the v1 contract (ERR-02). Front door: {@link dev.assay.web.input.Shapes}.
 */
@NullMarked
package dev.assay.web.input;

import org.jspecify.annotations.NullMarked;
