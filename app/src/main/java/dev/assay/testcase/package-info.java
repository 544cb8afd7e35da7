/**
 * Test cases by name and template, and notes about them. The package {@code result} creates cases. Front door: {@link
 * dev.assay.testcase.TestCases}.
 */
@NullMarked
package dev.assay.testcase;

import org.jspecify.annotations.NullMarked;
