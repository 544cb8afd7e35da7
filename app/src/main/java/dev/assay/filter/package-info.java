/**
 * Which executions and results are meant: the criteria that searches take from a query and bulk operations from a body, as
 * conditions in SQL. Knows no feature that uses them.
 */
@NullMarked
package dev.assay.filter;

import org.jspecify.annotations.NullMarked;
