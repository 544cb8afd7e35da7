/**
 * Criteria that select executions and results, as conditions in SQL. Searches read them from a query, bulk operations
 * from a body. The package does not know the features that use it.
 */
@NullMarked
package dev.assay.filter;

import org.jspecify.annotations.NullMarked;
