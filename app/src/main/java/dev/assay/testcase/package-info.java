/**
 * What is tested, by name and template, and notes about it. Writers of results make cases in {@code
 * result}. Front door: {@link dev.assay.testcase.TestCases}.
 */
@NullMarked
package dev.assay.testcase;

import org.jspecify.annotations.NullMarked;
