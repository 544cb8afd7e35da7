/**
 * Streams reports across features as CSV or JSON lines; it only reads. Front door: {@link dev.assay.report.Reports}.
 */
@NullMarked
package dev.assay.report;

import org.jspecify.annotations.NullMarked;
