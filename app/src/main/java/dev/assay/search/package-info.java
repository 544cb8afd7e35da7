/**
 * Finds executions and results by many criteria at once, with exact totals ({@code /v1/test-executions}, {@code
 * /v1/test-results}). Front door: {@link dev.assay.search.Search}.
 */
@NullMarked
package dev.assay.search;

import org.jspecify.annotations.NullMarked;
