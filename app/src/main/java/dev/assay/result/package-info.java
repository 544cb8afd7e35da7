/**
 * Results of test cases in executions: writes them in bulk, and reads them. Front door: {@link
 * dev.assay.result.Results}.
 */
@NullMarked
package dev.assay.result;

import org.jspecify.annotations.NullMarked;
