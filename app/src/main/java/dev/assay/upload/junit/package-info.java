/** Reads JUnit XML of many tools as a stream of cases. Front door: {@link dev.assay.upload.junit.JUnitReader}. */
@NullMarked
package dev.assay.upload.junit;

import org.jspecify.annotations.NullMarked;
