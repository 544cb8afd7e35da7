/** Uploads as they come in: received whole and looked through, within bounds on memory, disk and processor time. */
@NullMarked
package dev.assay.web.intake;

import org.jspecify.annotations.NullMarked;
