/**
 * The outcome of one test case in an execution: write in bulk, read. Front door: {@link dev.assay.result.Results}.
 */
@NullMarked
package dev.assay.result;

import org.jspecify.annotations.NullMarked;
