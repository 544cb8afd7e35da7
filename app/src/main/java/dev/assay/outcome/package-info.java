/** How tests went, in the words of the API: the statuses of executions and of results. */
@NullMarked
package dev.assay.outcome;

import org.jspecify.annotations.NullMarked;
