/** The statuses of executions and of results, with the names that the API uses. */
@NullMarked
package dev.assay.outcome;

import org.jspecify.annotations.NullMarked;
