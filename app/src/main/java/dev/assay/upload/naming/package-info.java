/** Decides what distinguishes the tests of a result file, and which of its cases are attempts of one test. */
@NullMarked
package dev.assay.upload.naming;

import org.jspecify.annotations.NullMarked;
