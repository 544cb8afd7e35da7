/**
 * Shapes derived from records and parameters. They read path, query and body and report every mistake at once. Front door: {@link
 * dev.assay.web.input.shape.Shapes}.
 */
@NullMarked
package dev.assay.web.input.shape;

import org.jspecify.annotations.NullMarked;
