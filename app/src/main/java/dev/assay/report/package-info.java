/** Read-only SQL across features, streamed out as CSV or JSON lines; writes nothing. Front door: {@link dev.assay.report.Reports}. */
@NullMarked
package dev.assay.report;

import org.jspecify.annotations.NullMarked;
