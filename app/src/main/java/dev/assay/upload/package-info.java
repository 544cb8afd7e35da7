/** Any result file in: detection, readers, one write path into {@code result}. */
@NullMarked
package dev.assay.upload;

import org.jspecify.annotations.NullMarked;
