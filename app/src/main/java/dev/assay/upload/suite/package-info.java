/** What files say about whole suites: output, host, time, properties. Front door: {@link dev.assay.upload.suite.Suites}. */
@NullMarked
package dev.assay.upload.suite;

import org.jspecify.annotations.NullMarked;
