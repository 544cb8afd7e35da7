/** Receives uploads whole and reads them once, within limits on memory, disk and processor time. */
@NullMarked
package dev.assay.web.intake;

import org.jspecify.annotations.NullMarked;
